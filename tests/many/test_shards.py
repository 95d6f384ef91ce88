from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.many import shards
from pipeline.many.shards import HASHES, WHOLE, Shard

NAMES = st.lists(st.text(), max_size=20)


@given(NAMES, st.integers(1, 12))
def test_shards_are_disjoint_and_together_whole(names: list[str], of: int) -> None:
    parts = [Shard(number, of) for number in range(1, of + 1)]
    for name in names:
        assert sum(part.holds(name) for part in parts) == 1


@given(st.integers(1, shards.MOST_SHARDS))
def test_stretches_follow_each_other_without_a_gap(of: int) -> None:
    numbers = {1, 2, of // 2, of - 1, of} & set(range(1, of + 1))
    for number in numbers:
        first, end = Shard(number, of).span
        assert first < end
        assert first == (0 if number == 1 else Shard(number - 1, of).span[1])
    assert Shard(of, of).span[1] == HASHES


def test_a_name_stays_in_its_shard() -> None:
    # These figures are a promise: a job array that was half done yesterday goes on today.
    assert [shards.place(name) for name in ("tide", "café", "\udcff")] == [
        2488842042445031519, 2397005103354888162, 2578103971679933596,
    ]  # fmt: skip


def test_shards_are_of_like_size() -> None:
    names = [f"volume {number}" for number in range(10_000)]
    counts = [sum(Shard(one, 10).holds(name) for name in names) for one in range(1, 11)]
    assert min(counts) > 900
    assert max(counts) < 1100
    assert all(map(WHOLE.holds, names))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one", '"one" is no shard; write I/N, such as 1/16 for the first of 16'),
        ("1", '"1" is no shard; write I/N, such as 1/16 for the first of 16'),
        ("-1/4", '"-1/4" is no shard; write I/N, such as 1/16 for the first of 16'),
        ("1/4\n", '"1/4\n" is no shard; write I/N, such as 1/16 for the first of 16'),
        ("٣/٤", '"٣/٤" is no shard; write I/N, such as 1/16 for the first of 16'),
        ("0/4", '"0/4": the shards of 4 are 1/4 to 4/4'),
        ("5/4", '"5/4": the shards of 4 are 1/4 to 4/4'),
        ("0/0", '"0/0": there can be 1 to 1,000,000 shards'),
        ("1/1000001", '"1/1000001": there can be 1 to 1,000,000 shards'),
    ],
)
def test_what_is_no_shard_is_told(text: str, told: str) -> None:
    with pytest.raises(ValueError, match="shard") as caught:
        shards.parse(text)
    assert str(caught.value) == told
