"""Plausible names of people, and opaque ids; both from a seeded generator, to be made again alike."""

from collections.abc import Iterator
from random import Random

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_WOMEN = (
    "Aditi", "Ananya", "Anjali", "Asha", "Bhavana", "Deepa", "Divya", "Farida", "Gayatri", "Indira",
    "Ishita", "Jaya", "Kavitha", "Lakshmi", "Lata", "Madhuri", "Malini", "Meera", "Nandini", "Neha",
    "Nisha", "Padma", "Pooja", "Priya", "Radhika", "Rekha", "Revathi", "Sana", "Shalini", "Shreya",
    "Sneha", "Sunita", "Swathi", "Tara", "Uma", "Vidya",
)  # fmt: skip
_MEN = (
    "Aditya", "Ajay", "Amit", "Anand", "Arjun", "Ashok", "Bharat", "Deepak", "Dinesh", "Farhan", "Ganesh",
    "Gopal", "Harish", "Imran", "Joseph", "Karthik", "Kiran", "Manoj", "Mohan", "Naveen", "Nikhil",
    "Prakash", "Pranav", "Rahul", "Rajesh", "Rakesh", "Ravi", "Rohan", "Sanjay", "Satish", "Suresh",
    "Tarun", "Varun", "Venkat", "Vijay", "Vivek",
)  # fmt: skip
_FAMILIES = (
    "Acharya", "Agarwal", "Banerjee", "Bhat", "Bose", "Chandra", "Chatterjee", "Das", "Desai", "D'Souza",
    "Deshpande", "Fernandes", "Ghosh", "Gupta", "Hegde", "Iyer", "Jain", "Joshi", "Kamath", "Kapoor",
    "Khan", "Kulkarni", "Kumar", "Mehta", "Menon", "Mishra", "Mukherjee", "Nair", "Naidu", "Pai", "Patel",
    "Patil", "Pillai", "Rao", "Reddy", "Saxena", "Shah", "Sharma", "Shetty", "Singh", "Sinha",
    "Srinivasan", "Subramanian", "Thomas", "Varma", "Verma",
)  # fmt: skip


def new_id(random: Random) -> str:
    return "".join(random.choices(_ALPHABET, k=16))


def people(random: Random) -> Iterator[str]:
    """Given and family names, no two alike."""
    everybody = [f"{given} {family}" for given in _WOMEN + _MEN for family in _FAMILIES]
    random.shuffle(everybody)
    yield from everybody


def teachers(random: Random) -> Iterator[str]:
    """Names of teachers, no two alike; their family names differ, too, for as long as there are any left."""
    families = list(_FAMILIES)
    random.shuffle(families)
    given = iter(people(random))
    first = [f"{next(given).split()[0]} {family}" for family in families]
    yield from (f"Dr {name}" for name in first)
    yield from (f"Dr {name}" for name in given if name not in first)
