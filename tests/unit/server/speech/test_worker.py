"""The law of the speech worker, against a real child process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from server.domain.errors import TutorUnavailable
from server.speech.worker import Worker

ENGINE = "tests.fakes.counting_engine:open_engine"


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    worker = Worker(ENGINE, {})
    yield worker
    await worker.aclose()


async def test_an_answer_carries_header_and_bytes_and_prints_do_not_break_it(
    worker: Worker,
) -> None:
    header, payload = await worker.call("echo", {"text": "süß"}, b"\x00\x01" * 200_000)
    assert header["text"] == "süß"
    assert payload == b"\x00\x01" * 200_000
    assert header["pid"] == worker.pid != os.getpid()


async def test_requests_at_the_same_time_are_served_one_by_one_in_order(worker: Worker) -> None:
    answers = await asyncio.gather(*(worker.call("echo", {"n": n}) for n in range(20)))
    assert [header["n"] for header, _ in answers] == list(range(20))


async def test_a_closed_stream_cancels_the_rest_and_the_next_answer_is_its_own(
    worker: Worker,
) -> None:
    async with aclosing(worker.stream("count", {"to": 10_000, "bytes": 100_000})) as pieces:
        async for header, _ in pieces:
            if header["number"] == 3:
                break
    header, _ = await worker.call("made", {})
    assert 4 <= header["made"] < 1000


async def test_a_caller_cancelled_while_it_waits_leaves_the_worker_usable(worker: Worker) -> None:
    heard = asyncio.Event()

    async def listen() -> None:
        async with aclosing(worker.stream("count", {"to": 5000, "bytes": 1_000_000})) as pieces:
            async for _ in pieces:
                heard.set()

    waiting = asyncio.create_task(listen())
    await heard.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await worker.call("echo", {"n": 7}))[0]["n"] == 7


async def test_a_refusal_is_a_sentence_and_the_child_goes_on(worker: Worker) -> None:
    await worker.start()
    pid = worker.pid
    with pytest.raises(TutorUnavailable, match="no such word; say another"):
        await worker.call("refuse", {})
    assert (await worker.call("echo", {}))[0]["pid"] == pid


async def test_a_child_killed_between_requests_is_started_again(worker: Worker) -> None:
    await worker.start()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    assert (await worker.call("echo", {"n": 1}))[0]["n"] == 1


async def test_a_child_killed_in_mid_request_answers_after_a_restart_without_repeating(
    worker: Worker, tmp_path: Path
) -> None:
    order = {"to": 6, "after": 2, "once": str(tmp_path / "died")}
    numbers = [header["number"] async for header, _ in worker.stream("count", order)]
    assert (tmp_path / "died").exists()
    assert numbers == [0, 1, 2, 3, 4, 5]


async def test_dying_twice_on_one_request_is_said_with_the_childs_last_words(
    worker: Worker,
) -> None:
    with pytest.raises(TutorUnavailable, match=r"twice.*the engine fell over"):
        await worker.call("die", {})
    assert (await worker.call("echo", {"n": 2}))[0]["n"] == 2


async def test_a_child_that_hangs_is_taken_for_dead() -> None:
    worker = Worker(ENGINE, {}, answer_within_s=1.5)
    try:
        with pytest.raises(TutorUnavailable, match="twice"):
            await worker.call("hang", {})
    finally:
        await worker.aclose()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_kill_is_survived_on_every_event_loop(loop: str) -> None:
    module = pytest.importorskip(loop)

    async def lesson() -> int:
        worker = Worker(ENGINE, {})
        await worker.start()
        pid = worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        header, _ = await worker.call("echo", {"n": 3})
        await worker.aclose()
        assert not psutil.pid_exists(header["pid"])
        return int(header["n"])

    assert module.run(lesson()) == 3


async def test_an_engine_that_cannot_open_says_why() -> None:
    with pytest.raises(TutorUnavailable, match="no weights; run models"):
        await Worker(ENGINE, {"fail": "no weights; run models"}).start()
    with pytest.raises(TutorUnavailable, match="while it started: RuntimeError: wrong byte"):
        await Worker(ENGINE, {"crash": "wrong byte"}).start()
    with pytest.raises(TutorUnavailable, match="there is no speech worker 'nose'"):
        await Worker("nose", {}).start()


async def test_the_child_ends_with_the_servers_end_of_the_pipe(worker: Worker) -> None:
    await worker.start()
    assert worker._process is not None
    child = worker._process.process
    assert child.stdin is not None
    child.stdin.close()
    assert await asyncio.wait_for(child.wait(), 5) == 0


async def test_the_engine_gets_the_threads_it_was_given(worker: Worker) -> None:
    assert (await worker.call("made", {}))[0]["threads"] == "1"


async def test_a_closed_worker_refuses() -> None:
    worker = Worker(ENGINE, {})
    await worker.start()
    await worker.aclose()
    await worker.aclose()
    with pytest.raises(TutorUnavailable, match="closed"):
        await worker.call("echo", {})


async def test_closing_in_mid_request_ends_it_with_a_sentence(worker: Worker) -> None:
    heard = asyncio.Event()

    async def listen() -> None:
        async with aclosing(worker.stream("count", {"to": 5000, "bytes": 1_000_000})) as pieces:
            async for _ in pieces:
                heard.set()

    listening = asyncio.create_task(listen())
    await heard.wait()
    await worker.aclose()
    with pytest.raises(TutorUnavailable, match="closed meanwhile"):
        await listening
