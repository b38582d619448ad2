"""The words that docs/glossary.md strikes name nothing in the code, except where a contract has them."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from operations.local_product import ROOT

PACKAGES = ("timetable", "functions", "solver_layer", "bot", "operations", "local")
KINDS = ("module", "class", "function", "parameter", "field", "constant", "variable")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

STORED = "field of an object that is stored as JSON: its name is the stored format"
WIRE = "name in the HTTP contract, docs/openapi.json"

# (struck word, kind of identifier) -> the sites that keep it, each with the contract that forces it
ALLOWED: dict[tuple[str, str], dict[str, str]] = {
    ("ask", "class"): {
        "functions/api/shapes/plans.py:AskOut": WIRE,
        "functions/api/shapes/plans.py:AskList": WIRE,
        "functions/api/shapes/plans.py:RowAskOut": WIRE,
    },
    ("ask", "field"): {"functions/api/shapes/notices.py:NoticeOut.ask": WIRE},
    ("asks", "field"): {
        "functions/api/shapes/plans.py:PlanRowOut.asks": WIRE,
        "timetable/model/plan.py:Plan.asks": STORED,
    },
    ("beside", "class"): {"functions/api/shapes/plans.py:BesideOut": WIRE},
    ("book", "field"): {
        "timetable/claims.py:Action.BOOK": "the verb: a step of docs/data-model.md, The claim"
    },
    ("fate", "field"): {"timetable/model/plan.py:RunnerUp.fate": STORED},
    ("fates", "field"): {"timetable/model/plan.py:Alternative.fates": STORED},
    ("kept", "field"): {"functions/api/routes/privacy.py:DataOut.kept": WIRE},
    ("wish", "class"): {"functions/api/routes/privacy.py:WishOut": WIRE},
}

# made by `make contract` from docs/openapi.json, so all of its names are the contract's
GENERATED = ("bot/contract/",)

# modules whose names end in -ing or -ed and are nouns all the same
NOUNS = {
    "booking": "one weekly booking",
    "finding": "what the doctor says of one part of a deployment",
    "founding": "how an institute begins",
    "guessing": "an outsider's guesses of secrets, and their limit",
    "hashing": "the hashes under which secrets are stored",
    "linking": "a person and their Telegram account",
    "merging": "one class held together with another",
    "naming": "what people call an object when they write",
    "paging": "how a list is read page by page",
    "polling": "Telegram's long polling",
    "reading": "one of the readings that a line may have",
    "routing": "which queue a notice goes to",
    "shaping": "the term of typography",
    "waiting": "what is due next for a pending request",
    "wiring": "where services meet the store",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name that the code gives to something, and where."""

    kind: str
    name: str
    file: str
    scope: str
    line: int

    @property
    def site(self) -> str:
        """The file and the dotted path to the name: it survives edits above it, as a line would not."""
        return f"{self.file}:{self.scope}{self.name}"


@dataclass(frozen=True, slots=True)
class Struck:
    """One struck word, the kinds of identifiers that it may not name, and what is said instead."""

    words: tuple[str, ...]
    kinds: frozenset[str]
    may_be_part: bool
    instead: str

    def names(self, identifier: Identifier) -> bool:
        """True if the identifier is named by this word."""
        if identifier.kind not in self.kinds:
            return False
        words = words_of(identifier.name)
        if not self.may_be_part:
            return words == self.words
        length = len(self.words)
        return any(words[i : i + length] == self.words for i in range(len(words) - length + 1))


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a snake_case or CamelCase name, in lower case."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return tuple(word for word in split.lower().split("_") if word)


def struck() -> list[Struck]:
    """The table of struck words in the glossary. Its second column is `any name` or a list of kinds, after
    `part of` where a longer name may not contain the word either."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    rows = re.search(r"^\| struck \|.*\n\| -.*\n((?:\|.*\n)+)", text, re.M)
    assert rows, "docs/glossary.md has no table of struck words"
    return [word for row in rows.group(1).splitlines() for word in _struck_of_row(row)]


def _struck_of_row(row: str) -> Iterator[Struck]:
    names, scope, _, instead = (cell.strip() for cell in row.strip().strip("|").split(" | "))
    may_be_part = scope.startswith("part of ")
    named = scope.removeprefix("part of ").removeprefix("a ")
    kinds = KINDS if named == "any name" else named.split(", ")
    assert set(kinds) <= set(KINDS), f"{named!r} is no kind of identifier"
    for name in re.findall(r"`([^`]+)`", names):
        yield Struck(words_of(name), frozenset(kinds), may_be_part, instead)


@cache
def identifiers() -> tuple[Identifier, ...]:
    """Every name that the product's code gives, each where it is given first."""
    files = [f for package in PACKAGES for f in sorted((ROOT / package).rglob("*.py"))]
    written = [f for f in files if not f.relative_to(ROOT).as_posix().startswith(GENERATED)]
    first: dict[tuple[str, str], Identifier] = {}
    for identifier in (i for file in written for i in _of_file(file)):
        first.setdefault((identifier.kind, identifier.site), identifier)
    return tuple(first.values())


def _of_file(file: Path) -> Iterator[Identifier]:
    path = file.relative_to(ROOT)
    module = path.parent.name if path.name == "__init__.py" else path.stem
    yield Identifier("module", module, str(path), "", 1)
    yield from _of_body(ast.parse(file.read_text()), str(path), ())


def _of_body(node: ast.AST, file: str, scopes: tuple[ast.AST, ...]) -> Iterator[Identifier]:
    scope = "".join(f"{s.name}." for s in scopes if isinstance(s, (ast.ClassDef, *FUNCTIONS)))
    for child in ast.iter_child_nodes(node):
        for kind, name, line in _named_by(child, scopes[-1] if scopes else None):
            yield Identifier(kind, name, file, scope, line)
        opens_scope = isinstance(child, (ast.ClassDef, *FUNCTIONS))
        yield from _of_body(child, file, (*scopes, child) if opens_scope else scopes)


def _named_by(node: ast.AST, scope: ast.AST | None) -> Iterator[tuple[str, str, int]]:
    """The (kind, name, line) that this node itself introduces."""
    match node:
        case ast.ClassDef():
            yield "class", node.name, node.lineno
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            if not _is_constructor(node):
                yield "function", node.name, node.lineno
        case ast.arg():
            yield "parameter", node.arg, node.lineno
        case ast.Name(ctx=ast.Store()):
            yield _kind_of_name(node.id, scope), node.id, node.lineno
        case ast.Attribute(ctx=ast.Store()):
            yield "field", node.attr, node.lineno
        case ast.alias(asname=str()) | ast.ExceptHandler(name=str()) | ast.MatchAs(name=str()):
            yield "variable", str(getattr(node, "asname", None) or getattr(node, "name", None)), node.lineno


def _is_constructor(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True of a classmethod `of`: `Plan.of(leave)` reads as a sentence, a bare `of(leave)` does not."""
    decorators = {d.id for d in function.decorator_list if isinstance(d, ast.Name)}
    return function.name == "of" and "classmethod" in decorators


def _kind_of_name(name: str, scope: ast.AST | None) -> str:
    if isinstance(scope, ast.ClassDef):
        return "field"
    if scope is not None:
        return "variable"
    if name.isupper():
        return "constant"
    return "class" if name.lstrip("_")[:1].isupper() else "variable"


def violations() -> list[tuple[str, Identifier, str]]:
    """(struck word, identifier, what is said instead), without those that a contract keeps."""
    return [
        (" ".join(word.words), identifier, word.instead)
        for word in struck()
        for identifier in identifiers()
        if word.names(identifier)
        and identifier.site not in ALLOWED.get((" ".join(word.words), identifier.kind), {})
    ]


def report(broken: Iterable[tuple[str, Identifier, str]]) -> str:
    """One line per name, after the numbers of names per package and per struck word."""
    listed = list(broken)
    by_package = Counter(i.file.split("/")[0] for _, i, _ in listed)
    by_word = Counter(word for word, _, _ in listed)
    lines = [f"{len(listed)} names are struck by docs/glossary.md:"]
    lines += [
        f"  {count:4}  {where}" for counts in (by_package, by_word) for where, count in counts.most_common()
    ]
    lines += [
        f"{i.file}:{i.line}: {i.kind} {i.scope}{i.name}: not `{word}`, say {instead}"
        for word, i, instead in sorted(listed, key=lambda v: (v[1].file, v[1].line, v[0]))
    ]
    return "\n".join(lines)


def test_no_struck_word_names_anything() -> None:
    if broken := violations():
        pytest.fail(report(broken), pytrace=False)


def test_every_allowance_is_of_a_struck_word_and_still_needed() -> None:
    sites = {(" ".join(s.words), i.kind, i.site) for s in struck() for i in identifiers() if s.names(i)}

    unused = [
        (*key, site) for key, allowed in ALLOWED.items() for site in allowed if (*key, site) not in sites
    ]

    assert not unused


def test_modules_are_nouns() -> None:
    modules = [i for i in identifiers() if i.kind == "module" and i.name.endswith(("ing", "ed"))]

    assert [i.file for i in modules if i.name not in NOUNS] == []
    assert sorted(NOUNS.keys() - {i.name for i in modules}) == []


def test_names_are_split_into_their_words() -> None:
    assert words_of("_LeaveBook") == words_of("LEAVE_BOOK") == words_of("leave_book_") == ("leave", "book")
    assert words_of("HTTPPage") == ("http", "page")
