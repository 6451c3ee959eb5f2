"""Platforms and their declared parameters: the declarations of the simulator itself, with unit, range and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Union

from quartet import _quartet
from quartet.errors import usage
from quartet.names import suggestion

Value = Union[bool, int, float, str]


@dataclass(frozen=True)
class Parameter:
    """One declared parameter or price as it stands now."""

    name: str
    value: Value | None  #: None: a price that is not modelled
    default: Value | None  #: of a price: the present value
    unit: str
    min: float
    max: float
    choices: list[str]
    sentence: str
    source: str
    confidence: str  #: published | fitted | assumed

    @property
    def range(self) -> tuple[float, float]:
        return (self.min, self.max)


def text_of(value: object) -> str:
    """A value as --set reads it."""
    if hasattr(value, "item"):
        value = value.item()  # numpy's scalars
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return str(value)


class Parameters(Mapping[str, Parameter]):
    """Every parameter of one machine by its dotted name; `tech.ROW` are prices, `duty.*` the always-on use."""

    def __init__(self, declared: list[dict], owner: str) -> None:
        self._by_name = {p["name"]: Parameter(**p) for p in declared}
        self._owner = owner

    def __getitem__(self, name: str) -> Parameter:
        if name not in self._by_name:
            raise usage(f"{self._owner}.parameters", f"no parameter '{name}'", suggestion(name, self._by_name))
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return "\n".join(f"{p.name} = {p.value!r} {p.unit}".rstrip() for p in self.values())


class Settings(MutableMapping[str, Value]):
    """What was set, by name. Setting checks name, type and range at once."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._values: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        return self._values[name] if name in self._values else self._platform.parameters[name].value

    def __setitem__(self, name: str, value: Value) -> None:
        self._platform._machine.set(name, text_of(value))
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        del self._values[name]
        self._platform._rebuild()

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)

    def words(self) -> list[str]:
        """ "KEY=VALUE", as --set takes them."""
        return [f"{name}={text_of(value)}" for name, value in self._values.items()]


class Group:
    """The parameters below one prefix as attributes: machine.cnn.clock_hz = 1e8."""

    def __init__(self, platform: "Platform", prefix: str) -> None:
        object.__setattr__(self, "_platform", platform)
        object.__setattr__(self, "_prefix", prefix)

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._platform._attribute(self._prefix + name)

    def __setattr__(self, name: str, value: Value) -> None:
        self._platform.settings[self._prefix + name] = value

    def __dir__(self) -> list[str]:
        names = [n[len(self._prefix):] for n in self._platform.parameters if n.startswith(self._prefix)]
        return sorted({n.split(".")[0] for n in names})


class Platform:
    """One machine: a name of platforms(), or a .toml file, with its own cost table or another one."""

    def __init__(self, name: str, tech: str = "", settings: Mapping[str, Value] | None = None) -> None:
        self._machine = _quartet.Machine(name, tech)
        self.name = name
        self.tech = tech
        self.settings = Settings(self)
        self.settings.update(settings or {})

    def _rebuild(self) -> None:
        self._machine = _quartet.Machine(self.name, self.tech)
        for name, value in self.settings._values.items():
            self._machine.set(name, text_of(value))

    @property
    def parameters(self) -> Parameters:
        return Parameters(self._machine.parameters(), self._machine.name)

    @property
    def trust(self) -> list[str]:
        """What the model covers, what it was checked against, what is fitted."""
        return self._machine.trust

    def _attribute(self, name: str):
        parameters = self.parameters
        if name in parameters:
            return parameters[name].value
        if any(n.startswith(name + ".") for n in parameters):
            return Group(self, name + ".")
        return parameters[name]  # raises, with the nearest name

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._attribute(name)
        except ValueError as error:
            raise AttributeError(str(error)) from None

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and name not in ("name", "tech", "settings"):
            raise usage(self.name, f"'{name}' cannot be set", "set a parameter: machine.settings['GROUP.NAME'] = value")
        object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        return sorted(set(super().__dir__()) | {n.split(".")[0] for n in self.parameters})

    def __repr__(self) -> str:
        changed = "".join(f", {word}" for word in self.settings.words())
        return f"<quartet.Platform {self.name}{changed}>"


def platform(name: str, tech: str = "", settings: Mapping[str, Value] | None = None) -> Platform:
    """A machine whose parameters can be looked at and set."""
    return Platform(name, tech, settings)


def platforms() -> list[dict[str, str]]:
    """Every platform that ships: name, kind, title, file."""
    return _quartet.platforms()
