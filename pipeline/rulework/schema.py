"""Makes the JSON Schema of rule files, from the types that read them, for editors."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from pipeline import finders
from pipeline.finders import Finder
from pipeline.guards import GUARDS
from pipeline.language_pairs import Scales
from pipeline.rules import StageTable
from pipeline.ruleset import CollectionTable, LanguageTable, PipelineTable
from pipeline.rulework.words import ABOUT

# Editors know this draft best.
DRAFT = "http://json-schema.org/draft-07/schema#"
_REFERENCE = "#/definitions/{name}"


def schema() -> str:
    """Give the schema as JSON text: one for each kind of file in a rules folder."""
    types = [StageTable, CollectionTable, PipelineTable, LanguageTable, Scales]
    _, parts = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    found: dict[str, Any] = {name: _tidy(part) for name, part in parts.items()}
    _add_finders(found)
    _add_guards(found)
    # A collection is a stage's file with a head of its own.
    head = found.pop("CollectionTable")["properties"]
    stage = found["StageTable"]
    stage["properties"] |= {key: head[key] for key in ("files", "stage")}
    whole = {
        "$schema": DRAFT,
        "title": "A rule file of Corrigenda",
        "anyOf": [
            {"$ref": f"#/definitions/{name}"}
            for name in ("StageTable", "PipelineTable", "LanguageTable", "Scales")
        ],
        "definitions": dict(sorted(found.items())),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _add_finders(found: dict[str, Any]) -> None:
    """Say what each finder takes, in a rule's `find` and in the file's shared `finders`."""
    names = finders.names()
    for name in names:
        found[f"finder-{name}"] = _finder(finders.load(name))
    any_finder = [{"$ref": f"#/definitions/finder-{name}"} for name in names]
    found["Finder"] = {"anyOf": any_finder}
    shared = {"type": "string", "description": "A finder of this file, by its name in [finders]."}
    rule = found["RuleTable"]["properties"]
    rule["find"] = {"anyOf": [shared, {"$ref": "#/definitions/Finder"}]}
    found["StageTable"]["properties"]["finders"] |= {
        "additionalProperties": {"$ref": "#/definitions/Finder"}
    }


def _finder(finder: Finder) -> dict[str, Any]:
    part = _inline(finder.settings)
    about = finder.about.partition("\n\n")[0]
    part["title"] = finder.name
    part["description"] = f"{about}\n\n{part['description']}"
    part["properties"] = {"finder": {"const": finder.name}, **part["properties"]}
    if finder.name != "pattern":  # which needs no name
        part["required"] = ["finder", *part.get("required", [])]
    return part


def _add_guards(found: dict[str, Any]) -> None:
    """Say what each guard takes in a rule's `when`."""
    properties = {
        name: {"description": ABOUT[name], **_inline(guard.parameter)}
        for name, guard in GUARDS.items()
    }
    found["Guards"] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "description": "All of these must hold; for one guard twice, write a list of tables.",
    }
    guards = {"$ref": "#/definitions/Guards"}
    found["RuleTable"]["properties"]["when"] = {
        "anyOf": [guards, {"type": "array", "items": guards}]
    }


def _inline(kind: Any) -> dict[str, Any]:
    """Give the schema of a type without a reference: the types in it stand in their places."""
    made = msgspec.json.schema(kind)
    part: dict[str, Any] = _tidy(_resolved(made, made.get("$defs", {})))
    return part


def _resolved(part: Any, inner: dict[str, Any]) -> Any:
    """Put what a reference means in its place."""
    if isinstance(part, list):
        return [_resolved(one, inner) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _resolved(inner[part["$ref"].rpartition("/")[2]], inner)
    return {key: _resolved(value, inner) for key, value in part.items() if key != "$defs"}


def _tidy(part: Any) -> Any:
    """Take out what says nothing to a reader: defaults of nothing, and null, which TOML lacks."""
    if isinstance(part, list):
        return [_tidy(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidy(value) for key, value in part.items() if key != "default" or value}
    choices = kept.get("anyOf", [])
    if {"type": "null"} in choices:
        rest = [one for one in choices if one != {"type": "null"}]
        kept = {**{k: v for k, v in kept.items() if k != "anyOf"}, **rest[0]}
    if "prefixItems" in kept:
        # msgspec writes a row of fixed length as later drafts do; here `items` holds its parts.
        kept |= {"items": kept.pop("prefixItems"), "additionalItems": False}
    if "description" in kept and isinstance(kept["description"], str):
        kept["description"] = "\n".join(map(str.strip, kept["description"].splitlines()))
    return kept
