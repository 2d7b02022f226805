"""A bill of materials in the CycloneDX format: what is installed to run the explorer."""

from __future__ import annotations

from collections.abc import Mapping

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

import explorer
from supply import FOLDER, ROOT, SupplyError, licences
from supply.lock import SOURCES, Pin, chosen, read


def text() -> str:
    """
    Write the bill of materials.

    Returns
    -------
    text
        CycloneDX 1.6 as JSON: every package of the runtime lock with its version, licence, the
        hashes of its files, and what it requires.

    Raises
    ------
    SupplyError
        If a package is not in the list of licences.
    """
    pins, stated = read(FOLDER / "runtime.txt"), licences.stored()
    root = Component(
        name="frontline-explorer",
        version=explorer.__version__,
        type=ComponentType.APPLICATION,
        licenses=[LicenseExpression("MIT")],
    )
    packages = {pin: _package(pin, stated) for pin in pins}
    bom = Bom(components=packages.values())
    bom.metadata.component = root
    bom.register_dependency(root, [packages[pin] for pin in pins if pin.key in _chosen()])
    for user, package in packages.items():
        needed = [packages[pin] for pin in pins if user.name in pin.needed_by]
        bom.register_dependency(package, needed)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def _chosen() -> set[str]:
    return {key for name in SOURCES["runtime.txt"] for key in chosen(ROOT / name)}


def _package(pin: Pin, stated: Mapping[str, str]) -> Component:
    if pin.key not in stated:
        raise SupplyError(f"{pin.key} is not in {licences.STORED.name}: run `make lock`.")
    purl = PackageURL("pypi", None, pin.name, pin.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(purl)),
        comment="hashes of this version's files, one for each platform",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.hashes],
    )
    return Component(
        name=pin.name,
        version=pin.version,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseExpression(stated[pin.key])],
        external_references=[files],
    )
