"""Stand-ins for the access table: an actor for each role, and a row of each kind at one station, never saved.

One force has a district with two stations. Every subject belongs to the first station; `elsewhere` is the other one's.
"""

from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from importlib import import_module
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from engagement.kernel import clock
from engagement.kernel.access import Guard
from engagement.kernel.actor import VISITOR, Actor, Holding, Kind, Role
from engagement.kernel.database import Base
from engagement.kernel.wording import Worded, Wording

FORCE, OTHER_FORCE = 1, 2
FORCE_PATH, DISTRICT, STATION, ELSEWHERE, OTHER = "/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/9/"
STATION_ID, DISTRICT_ID = 3, 2
OWNER_POST = 30
WRITER = 77  # a person who holds no post here
DEPTH = 4
GIVEN: dict[str, dict[str, Any]] = {  # what a rule asks about and no default says
    "Concern": {"lane": "concern", "locality_id": 1},
    "Problem": {"public_title": "A lamp"},
    "LaneOffer": {"lane": "complaint"},
    "Opening": {"asked_at": clock.now(), "reads": 0},
    "Passkey": {"person_id": OWNER_POST},  # the officer's own
    "PostingOffer": {"person_id": OWNER_POST, "asked_by_id": 31},  # the commander asked the officer
    "SavedList": {"person_id": OWNER_POST},
    "SignIn": {"person_id": OWNER_POST},  # the officer's own
}
STANDS_IN = {  # what a rule asks about and what differs from row to row
    "Asked": {"state": "engagement.events.rules.State"},
    "Concern": {"state": "engagement.concerns.rules.State"},
    "Comment": {"state": "engagement.problems.rules.CommentState"},
    "Event": {"state": "engagement.events.rules.State"},
    "Invitation": {"post.role": "engagement.kernel.actor.Role"},
    "Opening": {"concern.lane": "engagement.concerns.rules.Lane"},
    "Poll": {"event.state": "engagement.events.rules.State"},
    "Post": {"role": "engagement.kernel.actor.Role"},
    "Posting": {"post.role": "engagement.kernel.actor.Role"},
    "PostingOffer": {"post.role": "engagement.kernel.actor.Role"},
    "Problem": {"stage": "engagement.problems.rules.Stage"},
    "Promise": {"state": "engagement.events.rules.PromiseState"},
    "Sent": {"message.state": "engagement.channels.models.State"},
    "Task": {"problem.stage": "engagement.problems.rules.Stage"},
    "Ticket": {"event.state": "engagement.events.rules.State"},
}
ALSO = {  # what else a rule asks about: attribute, value, how the table names it
    "Comment": (("problem.wording", Wording.REVIEWED, ""),),
    "Asked": (("invite_only", False, "for everybody"), ("invite_only", True, "by invitation")),
    "Event": (("invite_only", False, "for everybody"), ("invite_only", True, "by invitation")),
    "Concern": (
        ("lane", "concern", ""),
        ("lane", "tip", "a tip"),
        ("lane", "complaint", "a complaint"),
        ("lane", "threat", "a threat"),
        ("lane", "women", "of the women's desk"),
    ),
}
WORDS_WITH = {
    Wording.NONE: "without public words",
    Wording.WRITTEN: "with written words",
    Wording.REVIEWED: "with reviewed words",
}
FILLED = {"Locality.services"}  # lists that hold one row, at the station


def holder(role: Role, path: str, post: int, force: int = FORCE, lanes: tuple[str, ...] = ()) -> Actor:
    office = int(path.strip("/").rpartition("/")[2])
    held = Holding(
        post_id=post,
        posting_id=post,
        role=role,
        office_id=office,
        office_path=path,
        force_id=force,
        hosts_women=post == OWNER_POST,
        lanes=frozenset(lanes),
    )
    return Actor(Kind.PERSON, person_id=post, holdings=(held,), acting=held)


ACTORS = {
    "visitor": VISITOR,
    "no post": Actor(Kind.PERSON, person_id=1),
    "officer": holder(Role.OFFICER, STATION, OWNER_POST),
    "elsewhere": holder(Role.OFFICER, ELSEWHERE, 40),
    "commander": holder(Role.COMMANDER, STATION, 31),
    "supervisor": holder(Role.SUPERVISOR, DISTRICT, 20),
    "pro": holder(Role.PRO, DISTRICT, 21),
    "oversight": holder(Role.OVERSIGHT, FORCE_PATH, 11, lanes=("complaint",)),
    "admin": holder(Role.ADMINISTRATOR, FORCE_PATH, 10),
    "admin other": holder(Role.ADMINISTRATOR, OTHER, 90, OTHER_FORCE),
    "let in": holder(Role.OFFICER, STATION, 32, lanes=("complaint", "threat", "tip")),
    "women's desk": holder(Role.OFFICER, STATION, 33, lanes=("women",)),
}


class Everything(frozenset[tuple[str, int]]):
    """What somebody holds who was given the code or the link of whatever is asked about."""

    def __contains__(self, _thing: object) -> bool:
        return True


CODE_HOLDER = Actor(Kind.BEARER, bears=Everything())


def classes_found_by(guard: Guard) -> list[type]:
    """Return the classes that a guard's `find` says it returns."""
    if guard.find is None:
        return []
    given = get_type_hints(guard.find).get("return")
    kinds = get_args(given) if get_origin(given) in {Union, UnionType} else (given,)
    return [kind for kind in kinds if isinstance(kind, type) and kind is not type(None)]


def samples(cls: type) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield a row of `cls` for each state it can be in and each state of its public wording, with their names."""
    for path, state in _states(cls):
        for wording in tuple(Wording) if issubclass(cls, Worded) else (None,):
            for more, value, words in ALSO.get(cls.__name__, (("", None, ""),)):
                row = stand(cls)
                if path:
                    _set(row, path, state)
                if wording is not None:
                    row.wording, row.worded_by_id = wording, WRITER
                if more:
                    _set(row, more, value)
                if wording is not None and words:  # what is sealed is never worded
                    if wording is Wording.NONE:
                        yield (str(state or ""), words), row
                    continue
                yield (str(state or ""), WORDS_WITH[wording] if wording else words), row


def _states(cls: type) -> list[tuple[str, StrEnum | None]]:
    """Return what may differ in rows of `cls`: where it stands, and each value."""
    for path, owner in STANDS_IN.get(cls.__name__, {}).items():
        kinds = import_module(owner.rpartition(".")[0])
        return [(path, value) for value in getattr(kinds, owner.rpartition(".")[2])]
    return [("", None)]


def _set(row: Any, path: str, value: object) -> None:
    *way, last = path.split(".")
    for step in way:
        row = getattr(row, step)
    object.__setattr__(row, last, value) if not isinstance(row, Base) else setattr(row, last, value)


def stand(cls: type, depth: int = 0) -> Any:
    """Make a row of `cls` at the station, with what it points to."""
    if not issubclass(cls, Base):
        return _bundle(cls, depth)
    mapper: Mapper[Any] = inspect(cls)
    row = cls(**{name: value for name, value in _columns(mapper).items() if value is not None})
    for relation in mapper.relationships:
        if depth == DEPTH:
            continue
        if not relation.uselist:
            setattr(row, relation.key, stand(relation.mapper.class_, depth + 1))
        elif f"{cls.__name__}.{relation.key}" in FILLED and not getattr(row, relation.key):
            setattr(row, relation.key, [stand(relation.mapper.class_, DEPTH - 1)])
    return row


def _columns(mapper: Mapper[Any]) -> dict[str, Any]:
    values: dict[str, Any] = dict(GIVEN.get(mapper.class_.__name__, {}))
    for column in mapper.column_attrs:
        name = column.key
        default = column.columns[0].default
        if name == "force_id" or (name == "id" and mapper.class_.__name__ == "Force"):
            values[name] = FORCE
        elif name == "path":
            values[name] = STATION
        elif name.endswith("office_id") or (name == "id" and mapper.class_.__name__ == "Office"):
            values[name] = STATION_ID
        elif name.endswith("post_id") or (name == "id" and mapper.class_.__name__ == "Post"):
            values[name] = OWNER_POST
        elif default is not None and default.is_scalar and name not in values:
            values[name] = default.arg
    return values


def _bundle(cls: type, depth: int) -> Any:
    """Make one of the plain objects that hold rows, or bare columns of them, at the station."""
    given = {"id": STATION_ID, "path": STATION}
    return cls(
        **{
            name: given[name] if name in given else _field(kind, depth)
            for name, kind in get_type_hints(cls).items()
        }
    )


def _field(kind: Any, depth: int) -> Any:
    kinds = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    if kinds[0] is Actor:
        return CODE_HOLDER
    if isinstance(kinds[0], type) and issubclass(kinds[0], Base):
        return stand(kinds[0], depth + 1)
    if is_dataclass(kinds[0]):
        return _bundle(kinds[0], depth)
    return None if type(None) in kinds else kinds[0]()
