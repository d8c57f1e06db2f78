"""What learners of each level would type in the exams and assessments, by scenario."""

EXAMS: dict[str, tuple[str, list[str]]] = {
    "exam_personal_questions": (
        "A1",
        [
            "My name is Ana Lopez.",
            "L-O-P-E-Z.",
            "I live in Madrid.",
            "I have a brother and two sisters.",
            "I go to work and I cook.",
            "I like music and I play football.",
            "Where do you live?",
        ],
    ),
    "exam_short_presentation": (
        "A2",
        [
            "Yes, I am ready.",
            "I want to talk about my best friend. Her name is Marta and she is a nurse. First, I"
            " like her because she is very kind, for example she always helps her mother. Then we"
            " often go to the park together and we talk about everything. I also like her because"
            " she is funny.",
            "We met at school when we were ten years old.",
            "We will go to the beach and swim.",
        ],
    ),
    "ielts_style_part_1": (
        "B1",
        [
            "Well, I come from a small town near the sea. I like it because the people are friendly"
            " and the beach is really beautiful.",
            "Sorry, could you repeat the question?",
            "It has changed a lot. When I was a child there were only a few shops, but now there"
            " are many hotels and more traffic.",
            "I usually meet my friends on Saturday and we play football. On Sunday I stay at home"
            " and read, because I need some rest.",
            "I used to play the piano when I was younger. I stopped because I did not have enough"
            " time for it.",
            "I prefer to eat at home, because it is cheaper and healthier. For example, my mother"
            " makes a wonderful soup.",
            "I would like to try Japanese food one day. I have never eaten real sushi, so I will"
            " look for a good restaurant.",
        ],
    ),
    "ielts_style_part_2": (
        "B2",
        [
            "Yes, please.",
            "I would like to describe a journey that I made two years ago, when I was going to"
            " Rome with my sister. First we took a taxi to the station, but there was so much"
            " traffic that we nearly missed our train. Then, after about an hour, the train"
            " suddenly stopped in the middle of nowhere, because a tree had fallen on the line."
            " To make matters worse, it was raining and nobody told us anything. We were stuck"
            " there until the evening, and I felt really worried because we had already paid for"
            " the hotel. Meanwhile my sister made friends with half of the passengers. Eventually"
            " a bus came and took us to the city, and we arrived at two in the morning. Looking"
            " back, I was exhausted and angry at the time, but now we always laugh about it.",
            "If I made it again, I would leave much earlier and take some food with me.",
        ],
    ),
    "ielts_style_part_3": (
        "C1",
        [
            "In my view tourism does more good than harm, because it brings jobs and income to"
            " local communities, although the consequences for the environment can be serious.",
            "Earlier generations used to travel far less than we do today, whereas now cheap"
            " flights have made distant destinations more accessible than ever.",
            "I expect that people will fly less in the long run, and it is likely that trains will"
            " replace short flights, unless fuel remains artificially cheap.",
            "Admittedly, that is a fair point, since limits can deepen inequality and protect the"
            " privilege of the wealthy. However, an income-based tax would be fairer than none.",
            "I would argue that governments should share the responsibility with the industry,"
            " because infrastructure and regulation are beyond what individual tourists control.",
        ],
    ),
    "exam_listen_and_repeat": (
        "B1",
        [
            "Yes, I am.",
            "The library opens at nine.",
            "The main entrance is on your left.",
            "You can use any of the computers that are available.",
            "Please show your student card when you borrow something.",
            "Most books can be kept for three weeks, but films are due sooner.",
            "If you have not returned a book in time, we will send you a reminder.",
            "The schedule change during the holiday, so check the website before closing.",
        ],
    ),
    "exam_take_an_interview": (
        "B2",
        [
            "I usually take the metro to work, because it is faster than the bus and I can read on"
            " the way. In summer, however, I often cycle along the river, which is healthier. So"
            " overall I would say that I use public transport most of the time.",
            "There is a large park in the centre of my city where people of all ages meet. Families"
            " come with their children, students sit on the grass and old people play chess. I"
            " think it is the shade and the fountains that draw them, so that is why it is full.",
            "From my perspective it is a good policy, because cars pollute the air and make the"
            " streets dangerous. For instance, in my city they closed two streets last year, and"
            " the shops did not lose any customers. In short, I support it completely.",
            "I think the city should spend it on affordable housing, since young people cannot pay"
            " the rents any more. Take my cousin for example, who had to move out to a village."
            " Overall, families and students would gain the most from a project like that.",
        ],
    ),
    "exam_solve_together": (
        "B2",
        [
            "I would start with the café, because young people need a place where they can meet.",
            "Another idea is longer hours, since students often work late. What do you reckon?",
            "I see what you mean about the cost, but games might be too loud for a library.",
            "The café is more expensive than longer hours, whereas longer hours help few people.",
            "Let's go for the café and the study rooms then.",
        ],
    ),
}  # fmt: skip

ASSESSMENTS: dict[str, tuple[str, list[str]]] = {
    "full_level_assessment": (
        "B1",
        [
            "My name is Ana and I come from Spain. I work as a nurse in a big hospital.",
            "I feel at home in my kitchen. It is small, but there is a big window and I can see"
            " the garden.",
            "Last summer I was walking in the mountains with my friend when it started to rain. We"
            " got lost and we were afraid, but in the end we found a house.",
            "I think it is a good idea, because you do not lose time in the traffic.",
            "Excuse me, I am your neighbour and I cannot sleep because your music is too loud."
            " Could you turn it down, please?",
            "I would like to work in another country, but first I have to improve my English.",
            "My parents worked more than I do, and they did not travel. My life is different.",
        ],
    ),
    "quick_placement": (
        "A2",
        [
            "I get up at seven and I go to work by bus.",
            "I live in a flat with my sister.",
            "I like to cook and I watch films.",
            "My best friend is Paul. He is tall and very funny.",
            "Last weekend I visited my parents and we had lunch together.",
            "I learn English because I need it for my job.",
            "Hello, I am sorry, my train is late. Can you wait for me?",
        ],
    ),
    "first_words_check": (
        "A1",
        ["My name is Ali.", "I live in Cairo.", "A table, a book and a window.", "I like tea."],
    ),
    "describe_a_place": (
        "A2",
        [
            "It is a small park with many trees and flowers.",
            "It is near my house, in the centre of the town.",
            "There are benches and a lake with ducks.",
            "Children play there and old people sit and talk.",
            "I like it because it is quiet and I can read there.",
        ],
    ),
    "tell_a_story": (
        "B1",
        [
            "I lost my phone on the train.",
            "It was last summer, in Italy, with my sister.",
            "First I looked in my bag, and then I asked the people around me.",
            "In the end a man found it and gave it back.",
            "I was very worried, and then I felt so happy.",
        ],
    ),
    "role_play_problem": (
        "B1",
        [
            "I bought this phone last week, and the screen is broken, it does not work.",
            "I would like to have my money back, please.",
            "But I have the receipt and there is a guarantee of two years.",
            "Yes, that would be fine, thank you.",
        ],
    ),
    "give_your_opinion": (
        "B2",
        [
            "In my view, children should have a simple phone, although not a smartphone.",
            "First, parents need to contact them, for example after school. Moreover, they learn"
            " to be responsible, like my brother, who paid for his own phone.",
            "That is true, every family is different. However, a common age helps parents agree.",
            "Overall, I would say that children need a phone, but one without the internet.",
        ],
    ),
    "argue_and_concede": (
        "C1",
        [
            "I take the statement to mean that a society's budget reveals its priorities, and to a"
            " certain extent I would agree, although spending also reflects necessity.",
            "Take education, for example: a state that underfunds its schools signals an"
            " underlying indifference to opportunity.",
            "Admittedly, the idea breaks down where governments inherit debts, since they cannot"
            " freely prioritise what people value.",
            "What we value is what we would defend even without need, whereas what we need we"
            " merely pay for, and that distinction is often overlooked.",
            "So on balance the statement holds, insofar as a budget is a choice; hence it reveals"
            " values only broadly speaking.",
        ],
    ),
}  # fmt: skip
