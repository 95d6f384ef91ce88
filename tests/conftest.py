"""Options and profiles for all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["container_fixtures", "page_fixtures"]

ON_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

# One profile finds new cases at the desk, one says the same thing on every run, one looks long.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.register_profile("long", settings.get_profile("desk"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if ON_CI else "desk"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write out.txt and corrections.jsonl of the golden cases, show the diff, fail",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and ON_CI:
        raise pytest.UsageError(
            "--update-golden is refused where CI=true; update at your desk and look at the diff"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put slow tests first, so that at the end no process waits for one of them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
