"""How a number written in digits is said in English, for aligning it with the sound."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def say(digits: str) -> list[str]:
    """Words of a number: up to 999 as a count, 1100 to 2099 as a year, the rest digit by digit."""
    if digits[0] == "0" and len(digits) > 1:
        return [_SMALL[int(digit)] for digit in digits]
    number = int(digits)
    if number < 1000:
        return _count(number)
    if 2000 <= number < 2010:
        return ["two", "thousand", *(_count(number - 2000) if number > 2000 else [])]
    if 1100 <= number < 2100:
        first, last = divmod(number, 100)
        if last == 0:
            return [*_count(first), "hundred"]
        return [*_count(first), *(["oh"] if last < 10 else []), *_count(last)]
    return [_SMALL[int(digit)] for digit in digits]


def _count(number: int) -> list[str]:
    if number < 20:
        return [_SMALL[number]]
    if number < 100:
        tens, rest = divmod(number, 10)
        return [_TENS[tens - 2], *([_SMALL[rest]] if rest else [])]
    hundreds, rest = divmod(number, 100)
    return [_SMALL[hundreds], "hundred", *(_count(rest) if rest else [])]
