"""Turns on which nothing was tuned: `--seed` brings them in place of the usual ones."""

# (scenario, stage asked, pieces)
Said = tuple[str, str, tuple[str, ...]]
GREETED: tuple[Said, ...] = (
    ("restaurant", "drink", ("Hi there.", "I would like an orange juice, please.")),
    ("restaurant", "allergy", ("Oh, good question.", "I cannot eat fish.")),
    ("restaurant", "main", ("Okay.", "Could I have the chicken with rice, please?")),
    ("restaurant", "dessert", ("That was lovely.", "I would like the chocolate cake, please.")),
    ("job_interview", "question_one", ("Yes, I do.", "Who will be my manager?")),
)
SUBORDINATE: tuple[Said, ...] = (
    ("restaurant", "drink", ("Since it is so warm today,", "I would like a cold beer.")),
    ("restaurant", "main", ("As I am very hungry,", "I would like the steak, please.")),
    ("job_interview", "background", ("After I left school,", "I learned to repair cars.")),
    ("job_interview", "pressure", ("When the day is very long,", "I make a list.")),
    ("free_talk", "day_1", ("Before I came home,", "I bought some bread and milk.")),
)
LISTS: tuple[Said, ...] = (
    ("restaurant", "drink", ("I'd like a tea, |", "a lemonade, |", "and a glass of milk.")),
    ("restaurant", "main", ("I would like the soup, |", "the chicken, |", "and a beer, please.")),
    ("restaurant", "allergy", ("I cannot eat cheese, |", "fish, |", "and honey.")),
    ("free_talk", "food_1", ("I like soup, |", "bread, |", "and apples.")),
    ("job_interview", "strength", ("I am friendly, |", "quick, |", "and always on time.")),
)
JOINED: tuple[Said, ...] = (
    ("restaurant", "main", ("I would like the fish |", "and a small salad, please.")),
    ("restaurant", "problem", ("I ordered the soup |", "but this is a salad.")),
    ("job_interview", "experience", ("I drove a bus |", "and I talked to many people.")),
    ("free_talk", "work_2", ("I do not like my work |", "because the office is loud.")),
    ("free_talk", "home_1", ("I live in a village |", "but I work in the city.")),
)
TWO: tuple[Said, ...] = (
    ("job_interview", "background", ("I studied music.", "Now I work in a hospital.")),
    ("job_interview", "weakness", ("I talk too fast.", "I try to breathe first.")),
    ("free_talk", "day_1", ("It rained all day.", "I stayed at home with a book.")),
    ("free_talk", "family_1", ("My family is small.", "I have one brother.")),
    ("free_talk", "travel_1", ("I love the sea.", "Every summer we go to Greece.")),
)
AFTERTHOUGHTS: tuple[Said, ...] = (
    ("restaurant", "drink", ("I would like a glass of milk, please.", "A cold one.")),
    ("restaurant", "main", ("I'd like the chicken, please.", "But no salad with it.")),
    ("restaurant", "bill", ("Could we pay, please?", "We have to catch a bus.")),
)
