"""The weekly workflow: what it may do, and its steps run here against a local repository."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = Path(__file__).parents[1] / ".github" / "workflows"
PIN = re.compile(r"uses: (\S+@[0-9a-f]{40} # v\S+)")


def steps(workflow: str, job: str) -> dict[str, dict[str, Any]]:
    data = yaml.safe_load((WORKFLOWS / workflow).read_text(encoding="utf-8"))
    return {step.get("name") or step.get("id", "?"): step for step in data["jobs"][job]["steps"]}


def test_it_runs_by_the_clock_or_by_hand_and_may_do_little() -> None:
    data = yaml.safe_load((WORKFLOWS / "health.yml").read_text(encoding="utf-8"))
    assert set(data[True]) == {"schedule", "workflow_dispatch"}  # YAML 1.1 reads `on` as true
    assert data["permissions"] == {"contents": "read"}
    assert data["jobs"]["health"]["permissions"] == {"contents": "write", "issues": "write"}


def test_its_actions_are_pinned_as_in_the_other_workflow() -> None:
    text = (WORKFLOWS / "health.yml").read_text(encoding="utf-8")
    pins = PIN.findall(text)
    assert text.count("uses:") == len(pins) == 2
    assert set(pins) <= set(PIN.findall((WORKFLOWS / "book.yml").read_text(encoding="utf-8")))


def test_all_checks_always_run() -> None:
    found = steps("health.yml", "health")
    assert found["links"]["run"] == "make links"
    assert found["refs"]["run"] == "make refs"
    assert found["links"]["continue-on-error"] is True
    assert found["values"]["run"] == "make verify"
    assert found["search"]["run"] == "make search"
    assert all("if" not in found[name] for name in ("refs", "values", "search"))
    assert all(found[name]["continue-on-error"] is True for name in ("values", "search"))
    verdict = found["The verdict"]["if"]
    well = found["Say it in one issue"]["env"]["WELL"]
    for name in ("links", "refs", "values", "search"):  # none fails in silence
        assert f"steps.{name}.outcome != 'success'" in verdict
        assert f"steps.{name}.outcome == 'success'" in well
    assert "hashFiles('health/to-screen.yaml') == ''" in well  # works to screen keep it open


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone with a health folder, and a program that plays gh and notes how it was called."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", tmp_path / "origin"], check=True)
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "-q", tmp_path / "origin", clone], check=True, stderr=subprocess.DEVNULL
    )
    (clone / "health").mkdir()
    (clone / "health" / "exceptions.yaml").write_text("[]\n")
    (clone / ".gitignore").write_text("/health/*\n!/health/exceptions.yaml\n")
    for command in (
        ["checkout", "-qb", "main"],
        ["add", "."],
        ["commit", "-qm", "x"],
        ["push", "-q", "origin", "main"],
    ):
        subprocess.run([*git, *command], cwd=clone, check=True)
    (tmp_path / "bin").mkdir()
    gh = tmp_path / "bin" / "gh"
    gh.write_text(
        '#!/bin/sh\necho "$*" >> "$RUNNER_TEMP/calls"\n'
        'if [ "$1 $2" = "issue list" ]; then printf "%s" "$ISSUE"; fi\n'
    )
    gh.chmod(0o755)
    return clone


def execute(
    checkout: Path, step: dict[str, Any], well: bool = True, **environment: str
) -> list[str]:
    """Run a step as the runner does; return how gh was called."""
    calls = checkout.parent / "calls"
    calls.unlink(missing_ok=True)
    given = {name: value for name, value in step.get("env", {}).items() if "${{" not in str(value)}
    run = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=checkout, capture_output=True, text=True,
        env=os.environ | given | {
            "PATH": f"{checkout.parent / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(checkout.parent), "RUN": "https://example.org/run",
        } | environment,
    )  # fmt: skip
    assert (run.returncode == 0) == well, run.stderr
    return calls.read_text().splitlines() if calls.exists() else []


def test_reports_come_back_in_both_workflows(checkout: Path) -> None:
    health = checkout / "health"
    restore = steps("health.yml", "health")["Restore the memory of earlier runs"]
    bring = steps("book.yml", "build")[
        "Bring in the reports of the last weekly check, if there are any"
    ]
    store = steps("health.yml", "health")["Store the reports"]
    execute(checkout, restore)  # there are none yet
    execute(checkout, bring)
    for content in ("one", "two"):
        (health / "links-state.json").write_text(content)
        (checkout.parent / "health-index").unlink(missing_ok=True)  # each run has its own folder
        execute(checkout, store)
    (health / "links-state.json").unlink()
    (health / "exceptions.yaml").write_text("mine")
    for step in (restore, bring):
        (health / "links-state.json").unlink(missing_ok=True)
        execute(checkout, step)
        assert (health / "links-state.json").read_text() == "two"
    assert (health / "exceptions.yaml").read_text() == "mine"
    head = subprocess.run(
        ["git", "status", "--porcelain"], cwd=checkout, capture_output=True, text=True
    )
    assert head.stdout.split() == ["M", "health/exceptions.yaml"]


def test_a_memory_that_cannot_be_fetched_is_not_replaced_by_an_empty_one(checkout: Path) -> None:
    (checkout.parent / "origin").rename(checkout.parent / "elsewhere")
    found = steps("health.yml", "health")
    restore = found["Restore the memory of earlier runs"]
    execute(checkout, restore, well=False)
    condition = f"steps.{restore['id']}.outcome == 'success'"
    assert condition in found["Store the reports"]["if"]


@pytest.mark.parametrize(
    ("well", "issue", "calls"),
    [
        ("true", "", []),
        ("false", "", ["issue create"]),
        ("false", "7 OPEN\n", ["issue edit 7"]),
        ("false", "7 CLOSED\n", ["issue edit 7", "issue reopen 7"]),
        ("true", "7 OPEN\n", ["issue edit 7", "issue close 7"]),
        ("true", "7 CLOSED\n", ["issue edit 7"]),
    ],
)
def test_there_is_one_issue(checkout: Path, well: str, issue: str, calls: list[str]) -> None:
    (checkout / "health" / "links.md").write_text("## Links\n\nAll is well.\n")
    (checkout / "health" / "search.md").write_text("# Search\n\nThree works to screen.\n")
    step = steps("health.yml", "health")["Say it in one issue"]
    made = execute(checkout, step, WELL=well, ISSUE=issue, SEARCH="success")
    made = [call for call in made if not call.startswith(("label", "issue list"))]
    assert len(made) == len(calls)
    assert all(call.startswith(start) for call, start in zip(made, calls, strict=True))
    text = (checkout.parent / "issue.md").read_text()
    assert "## Links" in text and "Three works to screen." in text
    assert "did not end well" not in text


@pytest.mark.parametrize("outcome", ["failure", "skipped", "cancelled"])
def test_a_search_that_did_not_end_well_is_told(checkout: Path, outcome: str) -> None:
    step = steps("health.yml", "health")["Say it in one issue"]
    execute(checkout, step, WELL="false", ISSUE="", SEARCH=outcome)
    text = (checkout.parent / "issue.md").read_text()
    assert f"The search of this run did not end well: {outcome}." in text
