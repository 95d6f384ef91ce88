from __future__ import annotations

from pathlib import Path

import pytest
import stages
from click.testing import CliRunner, Result
from rule_cases import rules_of
from tiny import FURNITURE, SCANNOS, TIDE, write_rules

from pipeline import ruleset
from pipeline.cli import main
from pipeline.rulework import trial


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules and one raw text."""
    write_rules(tmp_path / "rules")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tide.txt").write_text(TIDE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


def fault(*arguments: str) -> str:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return result.stderr.rstrip("\n")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_try_shows_places_and_writes_nothing(folder: Path) -> None:
    before = files(folder)
    result = call("try", "--find", r"\bTide|tbe|quay\b", "--replace", "X", "raw")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "tide\n"
        "  Tide → X: 1 place\n"
        "  line      1  Tbe [-Tide-]{+X+}\n"
        "  quay → X: 1 place\n"
        "  line      5  \\x0cHe saw tbe [-quay-]{+X+}\n"
        "  tbe → X: 2 places, taken by scannos/b-for-h\n"
        "  line      2  tbe ferry-\n"
        "  line      5  \\x0cHe saw tbe quay\n"
        "2 places in 1 of 1 text\n"
        "      1  Tide → X\n"
        "      1  quay → X\n"
        "loses 2 places to scannos/b-for-h, which stands before it\n"
        "as a rule of scannos, number 4; nothing is written\n"
    )
    assert files(folder) == before


def test_try_a_file_ahead_of_another_rule(folder: Path) -> None:
    draft = "stage = 'scannos'\n[[rule]]\nfind = { pattern = '1ie' }\nreplace = ''\n"
    Path("draft.toml").write_text(draft, encoding="utf-8")
    result = call("try", "draft.toml", "--ahead-of", "scannos/one-for-l")
    assert result.stdout == (
        "tide\n"
        "  1ie → (nothing): 1 place\n"
        "  line      6  and [-1ie-].  instead of scannos/one-for-l\n"
        "1 place in 1 of 1 text\n"
        "      1  1ie → (nothing)\n"
        "takes 1 place from scannos/one-for-l, which stands after it\n"
        "as a rule of scannos, number 3; nothing is written\n"
    )


@pytest.mark.parametrize("when", ['{ matches = { all = "q" } }', '{"matches": {"all": "q"}}'])
def test_try_takes_guards_in_toml_and_json(when: str, folder: Path) -> None:
    result = call("try", "--find", "quay|tbe", "--replace", "X", "--when", when)
    assert "1 place in 1 of 1 text\n" in result.stdout


def test_try_takes_a_finder(folder: Path) -> None:
    Path("raw/tide.txt").write_text("In the year\n!(@$\n", encoding="utf-8")
    find = '{ finder = "shifted-figures", keys = { "!" = "1", "(" = "9", "@" = "2", "$" = "4" } }'
    result = call("try", "--find", find, "--replace", "{figures}")
    assert "      1  !(@$ → 1924\n" in result.stdout


def test_try_says_when_there_is_nothing(folder: Path) -> None:
    assert call("try", "--find", "heron", "--replace", "X").stdout == (
        "no place in 1 text\nas a rule of scannos, number 4; nothing is written\n"
    )


def test_try_faults(folder: Path) -> None:
    def told(**options: str) -> str:
        given = {"find": "x", "replace": "y"} | options
        return fault("try", *(one for key in given for one in (f"--{key}", given[key])))

    options = "--find, --replace, --when: "
    assert told(find="(") == (
        f'{options}the pattern "(" does not compile (missing ) at position 1); mend it'
    )
    assert told(replace="{wrod}") == (f'{options}the pattern has no group "wrod"; one of: all')
    assert told(when="{ knwon = [] }") == f'{options}unknown guard "knwon"; did you mean "known"?'
    assert told(when="known").startswith("--when: is neither TOML nor JSON (")
    assert told(stage="scanos") == 'rules: no stage "scanos"; did you mean "scannos"?'
    assert told(**{"ahead-of": "b-for"}) == (
        'stage scannos: no rule "b-for"; did you mean "b-for-h"?'
    )
    assert fault("try", "nowhere.toml").startswith("nowhere.toml: no such rule file")
    Path("two.toml").write_text("[[rule]]\nid = 'a'\n[[rule]]\nid = 'b'\n", encoding="utf-8")
    assert fault("try", "two.toml") == (
        "two.toml: does not hold one rule; give each draft a file of its own"
    )
    assert call("try").exit_code == 2
    assert call("try", "--find", "x").exit_code == 2


def test_try_tells_a_missing_text_and_goes_on(folder: Path) -> None:
    result = call("try", "--find", "quay", "--replace", "X", "raw", "nowhere.txt")
    assert result.exit_code == 1
    assert result.stderr == "nowhere.txt: no such file or folder; check the name\n"
    assert "1 place in 1 of 1 text" in result.stdout


def test_try_is_stopped_by_an_interrupt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trial, "run", stopped)
    result = call("try", "--find", "quay", "--replace", "X")
    assert (result.exit_code, result.stderr.strip()) == (130, "stopped")


def test_try_shows_what_a_terminal_would_obey(folder: Path) -> None:
    Path("raw/tide.txt").write_text("\x1b[31m tide \u202e\n", encoding="utf-8")
    result = call("try", "--find", ".tide .", "--replace", "\x1b")
    assert "\x1b" not in result.stdout
    assert "tide \\u202e → \\x1b" in result.stdout


NEW = (
    "new", "--id", "i-for-y", "--about", "The quay, misread.",
    "--before", "at the quai", "--after", "at the quay", "--keep", "at the quais",
)  # fmt: skip


@pytest.fixture
def quai(folder: Path) -> Path:
    Path("raw/tide.txt").write_text("tbe quai, a quai\n", encoding="utf-8")
    return folder


def test_new_writes_a_rule_in_its_place_and_tries_it(quai: Path) -> None:
    before = Path("rules/scannos.toml").read_text("utf-8")
    result = call(*NEW)
    assert (result.exit_code, result.stderr) == (0, "")
    rule = (
        "[[rule]]\n"
        'id = "i-for-y"\n'
        'about = "The quay, misread."\n'
        'confidence = "likely"\n'
        "find = { pattern = '\\bquai\\b', requires = [\"quai\"] }\n"
        'replace = "quay"\n'
        "[[rule.examples]]\n"
        'before = "at the quai"\n'
        'after = "at the quay"\n'
        "[[rule.keeps]]\n"
        'text = "at the quais"\n'
    )
    at = before.index('[[rule]]\nid = "one-for-l"')
    assert Path("rules/scannos.toml").read_text("utf-8") == f"{before[:at]}{rule}\n{before[at:]}"
    shown = "".join(f"    {line}\n" for line in rule.splitlines())
    assert result.stdout == (
        f"rules/scannos.toml:27: rule scannos/i-for-y is written:\n\n{shown}\n"
        "tide\n"
        "  quai → quay: 2 places\n"
        "  line      1  tbe [-quai-]{+quay+}, a quai\n"
        "  line      1  tbe quai, a [-quai-]{+quay+}\n"
        "2 places in 1 of 1 text\n"
        "      2  quai → quay\n"
        "as a rule of scannos, number 3\n"
    )
    assert call("check").exit_code == 0


def test_new_goes_before_a_rule_no_surer_that_takes_its_place(quai: Path) -> None:
    result = call(
        "new", "--id", "b-for-h-at-a-tide", "--about", "x", "--confidence", "certain",
        "--before", "tbe tides", "--after", "the tides", "--keep", "tbeir tides",
        "--find", "tbe(?= tides)", "--replace", "the",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "b-for-h-at-a-tide: its examples come out the same without it" in result.stderr
    assert result.stderr.endswith("nothing is written\n")


@pytest.mark.parametrize("sign", ["⏎", r"\n", "\n"])
def test_new_takes_a_line_end_as_a_sign(sign: str, quai: Path) -> None:
    given = [one.replace("at the", f"at{sign}the") for one in NEW]
    assert call(*given).exit_code == 0
    assert '"at\\nthe quai"' in Path("rules/scannos.toml").read_text("utf-8")


def test_new_makes_a_file_in_a_folder_of_ones_own(quai: Path) -> None:
    Path("own").mkdir()
    result = call(*NEW, "--rules", "rules", "--rules", "own")
    assert result.exit_code == 0, result.stderr
    assert (
        Path("own/scannos.toml")
        .read_text("utf-8")
        .startswith('about = "Our own rules of the stage scannos."\n\n[[rule]]\nid = "i-for-y"\n')
    )
    assert "i-for-y" not in Path("rules/scannos.toml").read_text("utf-8")
    assert call("check", "--rules", "rules", "--rules", "own").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"--keep": "the quai stays"},
            'rules/scannos.toml: rule scannos/i-for-y: keep 1 does not come through: "quai" -> '
            '"quay"; narrow find or when, or mend the text\nnothing is written\n',
        ),
        (
            {"--after": "at the quai"},
            "--before, --after: the text is the same before and after; "
            "give the text as it should read\n",
        ),
        (
            {"--id": "b-for-h"},
            "rules/scannos.toml:3: rule scannos/b-for-h is there already; choose another --id\n",
        ),
        (
            {"--id": "I for Y"},
            '--id: "I for Y" is no name for a rule; '
            "small letters and figures, joined by hyphens\n",
        ),
        ({"--stage": "scanos"}, 'rules: no stage "scanos"; did you mean "scannos"?\n'),
        (
            {"--find": "quai("},
            'rules/scannos.toml: rule scannos/i-for-y: the pattern "quai(" does not compile '
            "(missing ) at position 5); mend it\n",
        ),
        (
            {"--ahead-of": "b-for"},
            'rules/scannos.toml: no rule "b-for" in it; did you mean "b-for-h"?\n',
        ),
        ({"--rules": "nowhere"}, "nowhere: no such rules folder; make one, or run "
         '"corrigenda init" for a project of your own\n'),
    ],
)  # fmt: skip
def test_new_writes_nothing_that_does_not_hold(
    changed: dict[str, str], told: str, quai: Path
) -> None:
    before = files(quai)
    given = dict(zip(NEW[1::2], NEW[2::2], strict=True)) | changed
    result = call("new", *(one for pair in given.items() for one in pair))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", told)
    assert files(quai) == before


def test_new_asks_at_a_terminal_only(quai: Path) -> None:
    result = call(*NEW[:5])
    assert result.exit_code == 2
    assert "no terminal to ask at: give --before, --after, --keep" in result.stderr


def test_new_asks_for_what_is_missing(quai: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.commands import writing

    monkeypatch.setattr(writing, "_at_a_terminal", lambda: True)
    answers = "\n".join(
        ["scannos", "i-for-y", "The quay.", "certain", "the quai", "the quay", "quais", "", "", ""]
    )
    result = CliRunner().invoke(main, ["rules", "new"], input=answers + "\n")
    assert result.exit_code == 0, result.output
    # The blank behind it is given to the terminal itself by some versions of click.
    assert "pattern [\\bquai\\b]:" in result.stderr
    assert 'requires = ["quai"]' in result.stdout
    assert 'confidence = "certain"' in result.stdout
    assert "why = " not in result.stdout


def test_list_counts_what_fired_in_the_last_run(folder: Path) -> None:
    assert call("list", "--stage", "furniture").stdout == (
        "furniture: 1 rule\nfurniture/number-alone  certain  A figure alone on its line.\n"
    )
    assert CliRunner().invoke(main, ["clean", "--quiet"]).exit_code == 0
    assert call("list").stdout == (
        "furniture: 1 rule, fired 1 time in the last run\n"
        "      1  furniture/number-alone  certain  A figure alone on its line.\n"
        "scannos: 3 rules, fired 4 times in the last run\n"
        "      2  scannos/b-for-h  certain  The word the, misread.\n"
        "      1  scannos/broken-word  likely  A word broken at a line end.\n"
        "      1  scannos/one-for-l  suspect  A figure one that may be a letter.\n"
    )


def test_show_explains_a_rule(folder: Path) -> None:
    assert call("show", "broken-word").stdout == (
        "scannos/broken-word\n"
        "A word broken at a line end.\n"
        "\n"
        "rules/scannos.toml:15, number 2 of 3 in its stage\n"
        "likely: made, and shown first in review\n"
        "Finds\n"
        "    (?<first>\\p{L}+)    first: 1 or more letters\n"
        '    -\\n                 "-⏎"\n'
        "    (?<second>\\p{Ll}+)  second: 1 or more small letters\n"
        "     ?                  a blank, or nothing\n"
        "Writes\n"
        "    {first}{second}⏎\n"
        "Example\n"
        "    - ferry-\n"
        "    - man sat\n"
        "    + ferryman\n"
        "    + sat\n"
        "Keeps\n"
        "    ferry-man\n"
        "Last run\n"
        '    no text is cleaned yet: run "corrigenda clean"\n'
    )


def test_show_tells_where_a_rule_fired_and_how_often_it_was_refused(folder: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(main, ["clean", "--quiet"]).exit_code == 0
    assert call("show", "scannos/b-for-h").stdout.endswith(
        "Last run\n    2 made, in 1 of 1 text\n"
        "    tide, line 2  [-tbe-]{+the+}\n    tide, line 5  [-tbe-]{+the+}\n"
    )
    assert runner.invoke(main, ["stet", "tide:2", "--word", "tbe"]).exit_code == 0
    assert runner.invoke(main, ["clean", "--quiet"]).exit_code == 0
    assert "    1 made, 1 refused, in 1 of 1 text\n" in call("show", "b-for-h").stdout


def test_show_tells_guards_and_finders_in_words(folder: Path) -> None:
    shipped = ("--rules", str(stages.RULES))
    result = call("show", "hyphenation/broken-word-half-a-word", *shipped)
    assert '    marks = ["-", "‐", "⸗", "¬", "\\xad", "\\ufffe"]\n' in result.stdout
    assert "    {last} or {second} is not known\n" in result.stdout
    result = call("show", "date-line", *shipped)
    assert "nothing: the text stays, and no later rule of the stage may change it" in result.stdout


@pytest.mark.parametrize(
    "rule", [rule.id for stage in stages.names() for rule, _ in rules_of(stage)]
)
def test_every_shipped_rule_can_be_shown(rule: str, folder: Path) -> None:
    result = call("show", rule, "--rules", str(stages.RULES))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "not explained" not in result.stdout


def test_show_faults(folder: Path) -> None:
    assert fault("show", "b-for") == 'rules: no rule "b-for"; did you mean "b-for-h"?'
    told = fault("show", "xyz")
    assert told.startswith('rules: no rule "xyz"; one of: ')
    assert told.endswith('; see "corrigenda rules list"')
    write_rules(Path("rules"), furniture=FURNITURE.replace("number-alone", "b-for-h"))
    assert fault("show", "b-for-h") == (
        'rules: several rules are called "b-for-h"; give furniture/b-for-h or scannos/b-for-h'
    )


def test_try_warns_of_a_pattern_that_a_text_can_hold_up(folder: Path) -> None:
    result = call("try", "--find", r"(?P<words>(?:\w+\s?)+) tbe", "--replace", "{words} the")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: rule scannos/draft: pattern takes over 0.5 s for ")


def test_check_in_a_project_does_not_blame_it_for_shipped_rules(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruleset, "shipped_folder", lambda: folder / "rules")
    turned = SCANNOS.replace("tbe", "the").replace('replace = "the"', 'replace = "tbe"')
    turned = turned.split("[[rule]]")[1].replace("b-for-h", "h-for-b")
    turned = turned.replace('before = "the tide"', 'before = "the day"')
    turned = turned.replace('after = "the tide"', 'after = "tbe day"')
    write_rules(folder / "rules", furniture=FURNITURE + "[[rule]]" + turned)
    Path("raw/tide.txt").write_text("the tide\n", encoding="utf-8")
    result = call("check", "--rules", str(folder / "rules"))
    assert result.exit_code == 0, result.stderr
    notes = result.stderr.splitlines()
    assert len(notes) == 2
    assert all(note.startswith(f"note: {folder}/rules/") for note in notes)


def test_new_keeps_the_line_ends_of_the_file(quai: Path) -> None:
    path = Path("rules/scannos.toml")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert call(*NEW).exit_code == 0
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") > before.count(b"\r\n")
    start = after.index(b'[[rule]]\r\nid = "i-for-y"')
    assert after[:start] == before[:start]


def test_a_pattern_that_is_empty_is_wrong_use(folder: Path) -> None:
    result = call("try", "--find", "", "--replace", "X")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--find is empty" in result.stderr


def test_nothing_is_counted_where_no_text_is(folder: Path) -> None:
    assert fault("try", "--find", "quay", "--replace", "X", "nosuch") == (
        "nosuch: no such file or folder; check the name"
    )


def test_one_of_a_kind_is_told_as_one(folder: Path) -> None:
    write_rules(folder / "rules", pipeline='stages = ["furniture"]\nlanguage = "en"\n')
    (folder / "rules" / "scannos.toml").unlink()
    told = call("check").stdout
    assert "in order; 1 stage, 1 rule, 1 example, 1 keep, " in told
