"""What is installed: locks agree with what we choose, licences fit, advisories are told apart."""

import datetime as dt
import json
from importlib.metadata import distributions
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name
from pip_requirements_parser import RequirementsFile
from typer.testing import CliRunner

from supply import FOLDER, SupplyError, advisories, licences, lock, sbom
from supply.__main__ import app
from supply.advisories import Advisory, Answer
from supply.lock import SOURCES, Pin
from tests.helpers.paths import ROOT

CLICK = Pin("click", "8.0.0", ("0" * 64,), ())
# what `pip-audit --format json` lists of a package that has an advisory
AFFECTED = {
    "name": "click",
    "version": "8.0.0",
    "vulns": [{"id": "PYSEC-0", "aliases": ["CVE-0"], "fix_versions": ["8.1"]}],
}


@pytest.mark.parametrize(("name", "sources"), SOURCES.items())
def test_a_lock_has_all_that_we_choose(name: str, sources: tuple[str, ...]) -> None:
    assert lock.disagreements(FOLDER / name, *(ROOT / source for source in sources)) == []


@pytest.mark.parametrize("name", SOURCES)
def test_another_parser_reads_the_same_versions_and_hashes(name: str) -> None:
    others = RequirementsFile.from_file(str(FOLDER / name)).requirements
    assert {pin.key: set(pin.hashes) for pin in lock.read(FOLDER / name)} == {
        f"{canonicalize_name(other.name)}=={other.get_pinned_version}": {
            option.removeprefix("sha256:") for option in other.hash_options
        }
        for other in others
    }


def test_tests_run_on_the_versions_that_readers_get() -> None:
    tested = {pin.key for pin in lock.read(FOLDER / "dev.txt")}
    assert {pin.key for pin in lock.read(FOLDER / "runtime.txt")} < tested


@pytest.mark.parametrize("name", SOURCES)
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in (FOLDER / name).read_text("utf-8")


def test_what_a_lock_lacks_is_named(tmp_path: Path) -> None:
    wanted, locked = tmp_path / "requirements.txt", tmp_path / "lock.txt"
    wanted.write_text("# map\nfolium==2.0\nrich==15.0.0\n-r other.txt\n", encoding="utf-8")
    locked.write_text("folium==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\nrich==15.0.0\n", "utf-8")
    assert lock.disagreements(locked, wanted) == [
        "requirements.txt asks for folium==2.0, which lock.txt has not: run `make lock`.",
        "lock.txt has no hash of rich==15.0.0: run `make lock`.",
    ]


@pytest.mark.parametrize("line", ["folium", "folium>=1", "folium==1,!=2", "folium @ file:///x"])
def test_a_requirement_that_leaves_the_version_open_is_refused(line: str, tmp_path: Path) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(SupplyError, match=r"^requirements.txt: .*; write it as NAME==VERSION\.$"):
        lock.chosen(wanted)


def test_every_locked_package_has_a_licence_that_fits() -> None:
    stored = licences.stored()
    assert licences.faults(lock.every(), stored) == []
    assert set(stored) == {pin.key for pin in lock.every()}


def test_the_list_says_what_the_installed_packages_say() -> None:
    stored, rules = licences.stored(), licences.policy()
    here = {f"{canonicalize_name(found.name)}=={found.version}": found for found in distributions()}
    both = here.keys() & stored.keys()
    assert len(both) > 100
    assert {key: licences.of(here[key], rules) for key in both} == {
        key: stored[key] for key in both
    }


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(GPL-3.0-only OR BSD-3-Clause) AND MIT", True),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("AGPL-3.0-or-later", False),
    ],
)
def test_of_two_licences_one_has_to_fit_or_both(expression: str, *, fits: bool) -> None:
    assert licences.fits(expression, {"MIT", "Apache-2.0", "BSD-3-Clause"}) is fits


def test_a_package_without_a_licence_that_fits_is_named() -> None:
    assert licences.faults([CLICK], {}) == [
        "click==8.0.0 is not in licences.json: run `make lock`."
    ]
    (fault,) = licences.faults([CLICK], {"click==8.0.0": "GPL-3.0-only"})
    assert fault.startswith("click==8.0.0 is under GPL-3.0-only, which policy.toml does not allow")


def test_an_advisory_about_a_locked_version_is_named() -> None:
    answer = advisories.understood([AFFECTED], dt.date(2026, 11, 27))
    assert advisories.faults([CLICK], answer) == [
        "click==8.0.0 has the advisory PYSEC-0, CVE-0: take version 8.1."
    ]
    assert advisories.faults([Pin("click", "8.1", (), ())], answer) == []
    assert advisories.coverage([CLICK, Pin("rich", "1", (), ())], answer) == (
        "Advisories: as of 2026-11-27, by pip-audit, for 1 of 2 locked packages."
    )


def test_no_answer_is_not_taken_for_no_advisory() -> None:
    skipped = {"name": "rich", "skip_reason": "not found"}
    with pytest.raises(SupplyError, match="no advisory database answered for 1 of 2 packages"):
        advisories.understood([AFFECTED, skipped], dt.date(2026, 11, 27))
    nothing = Answer(asked=dt.date(2026, 11, 27), by="pip-audit", packages=[], advisories=[])
    assert advisories.coverage([CLICK], nothing).startswith(
        "Advisories: not fetched; on 2026-11-27 no database of them was reached."
    )


def test_an_audit_tells_what_is_stored_and_fails_on_an_advisory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = advisories.stored()
    result = CliRunner().invoke(app, ["audit"])
    assert result.exit_code == 0, result.output
    assert advisories.coverage(lock.every(), answer) in result.output
    known = Advisory(package=lock.every()[0].key, id="PYSEC-0", aliases=[], fixed_in=[])
    worse = answer.model_copy(update={"advisories": [known]})
    monkeypatch.setattr(advisories, "stored", lambda: worse)
    result = CliRunner().invoke(app, ["audit"])
    assert result.exit_code == 1
    assert "no version is without it" in result.output


def test_the_bill_of_materials_is_valid_and_has_every_package() -> None:
    text = sbom.text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    listed = {part["purl"]: part for part in bill["components"]}
    pins = lock.read(FOLDER / "runtime.txt")
    assert set(listed) == {f"pkg:pypi/{pin.name}@{pin.version}" for pin in pins}
    assert all(part["licenses"] for part in listed.values())
    (root,) = (row for row in bill["dependencies"] if row["ref"] not in listed)
    chosen = lock.chosen(ROOT / "requirements.txt")
    assert set(root["dependsOn"]) == {f"pkg:pypi/{key.replace('==', '@')}" for key in chosen}
    # altair's own metadata say so
    (altair,) = (row for row in bill["dependencies"] if row["ref"].startswith("pkg:pypi/altair@"))
    assert {name.split("@")[0].removeprefix("pkg:pypi/") for name in altair["dependsOn"]} >= {
        "jinja2", "jsonschema", "narwhals", "packaging",
    }  # fmt: skip
