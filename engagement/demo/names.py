"""Names of made-up people: given and family names that are common where the demo plays, put together by lot."""

from random import Random

MEN = (
    "Abdul Wahab", "Adnan", "Aftab", "Akbar", "Amjad", "Arif", "Asad", "Bilal", "Farid", "Fazal", "Gul Rahman", "Hamid",
    "Haroon", "Ihsan", "Imran", "Iqbal", "Jamal", "Javed", "Kamran", "Khalid", "Latif", "Luqman", "Mansoor", "Nadeem",
    "Naveed", "Noor", "Qaiser", "Rafiq", "Rashid", "Sajid", "Salman", "Shakir", "Sher Alam", "Tariq", "Usman", "Wali",
    "Yousaf", "Zahid", "Zubair",
)  # fmt: skip
WOMEN = (
    "Amina", "Asma", "Bushra", "Farzana", "Gulalai", "Hina", "Khadija", "Lubna", "Maryam", "Mehnaz", "Nadia", "Naheed",
    "Nazia", "Palwasha", "Rabia", "Rukhsana", "Saima", "Salma", "Sana", "Shazia", "Spogmai", "Uzma", "Yasmin", "Zarmina",
)  # fmt: skip
FAMILIES = (
    "Khan", "Afridi", "Yousafzai", "Khattak", "Mohmand", "Shinwari", "Durrani", "Khalil", "Bangash", "Marwat", "Orakzai",
    "Gul", "Shah", "Jan", "Ullah", "Wazir", "Awan", "Qureshi", "Hussain", "Ahmad",
)  # fmt: skip
KOSOVARS = (
    "Arben Krasniqi", "Blerta Gashi", "Dren Berisha", "Elira Hoxha", "Fatos Morina", "Gentiana Shala", "Ilir Rexhepi",
    "Jeta Bytyqi", "Jelena Stojanović", "Marko Nikolić", "Milica Petrović", "Nikola Jovanović", "Teuta Kelmendi",
    "Valon Zeqiri", "Vesna Ilić",
)  # fmt: skip


def a_man(lot: Random) -> str:
    """Return a man's name of Peshawar."""
    return f"{lot.choice(MEN)} {lot.choice(FAMILIES)}"


def a_woman(lot: Random) -> str:
    """Return a woman's name of Peshawar."""
    return f"{lot.choice(WOMEN)} {lot.choice(FAMILIES)}"


def anybody(lot: Random) -> str:
    """Return somebody's name of Peshawar."""
    return a_woman(lot) if lot.random() < 0.4 else a_man(lot)


def is_womans(name: str) -> bool:
    """Return whether a name from here is a woman's."""
    return name.partition(" ")[0] in {
        *WOMEN,
        "Blerta",
        "Elira",
        "Gentiana",
        "Jeta",
        "Jelena",
        "Milica",
        "Teuta",
        "Vesna",
    }


def address_of(name: str, number: int) -> str:
    """Return an address that nobody has (RFC 2606)."""
    plain = name.lower().translate(str.maketrans(" ćčšžđ", ".ccszd"))
    return f"{plain}.{number}@example.org"
