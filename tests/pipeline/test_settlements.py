"""The settlements layer: official names, districts, duplicates, the layer as it is."""

import json
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from explorer.errors import LayerError, SourceError
from explorer.geometry import geodesy, geojson
from explorer.pipeline import official_names, settlements
from tests.helpers.paths import ROOT

GEO = ROOT / "data" / "geo"

# The examples in the annex to Resolution 55, with the towns that the explorer names most.
ROMANISED = """
Алушта Alushta, Андрій Andrii, Борщагівка Borshchahivka, Борисенко Borysenko, Вінниця Vinnytsia,
Володимир Volodymyr, Гадяч Hadiach, Богдан Bohdan, Згурський Zghurskyi, Ґалаґан Galagan,
Ґорґани Gorgany, Донецьк Donetsk, Дмитро Dmytro, Рівне Rivne, Олег Oleh, Есмань Esman,
Єнакієве Yenakiieve, Гаєвич Haievych, Короп’є Koropie, Житомир Zhytomyr, Жанна Zhanna,
Жежелів Zhezheliv, Закарпаття Zakarpattia, Казимирчук Kazymyrchuk, Медвин Medvyn,
Михайленко Mykhailenko, Іванків Ivankiv, Іващенко Ivashchenko, Їжакевич Yizhakevych,
Кадиївка Kadyivka, Мар’їне Marine, Йосипівка Yosypivka, Стрий Stryi, Олексій Oleksii, Київ Kyiv,
Коваленко Kovalenko, Лебедин Lebedyn, Леонід Leonid, Миколаїв Mykolaiv, Маринич Marynych,
Ніжин Nizhyn, Наталія Nataliia, Одеса Odesa, Онищенко Onyshchenko, Полтава Poltava, Петро Petro,
Решетилівка Reshetylivka, Рибчинський Rybchynskyi, Суми Sumy, Соломія Solomiia,
Тернопіль Ternopil, Троць Trots, Ужгород Uzhhorod, Уляна Uliana, Фастів Fastiv,
Філіпчук Filipchuk, Харків Kharkiv, Христина Khrystyna, Стеценко Stetsenko, Чернівці Chernivtsi,
Шевченко Shevchenko, Шостка Shostka, Кишеньки Kyshenky, Щербухи Shcherbukhy, Гоща Hoshcha,
Гаращенко Harashchenko, Юрій Yurii, Корюківка Koriukivka, Яготин Yahotyn, Ярошенко Yaroshenko,
Костянтин Kostiantyn, Знам’янка Znamianka, Феодосія Feodosiia, Розгін Rozghin,
Костянтинівка Kostiantynivka, Слов’янськ Sloviansk, Запоріжжя Zaporizhzhia, Бахмут Bakhmut,
Маріуполь Mariupol, Олексієво-Дружківка Oleksiievo-Druzhkivka
"""

# Present names of towns that have had another one, or that older maps spell in another way.
TOWNS = {
    "UA-05": "Vinnytsia",
    "UA-07": "Volodymyr",
    "UA-09": "Luhansk, Dovzhansk, Khrustalnyi, Sorokyne, Kadiivka, Siverskodonetsk, Holubivka",
    "UA-12": "Dnipro, Kamianske, Samar, Pavlohrad, Kryvyi Rih, Shakhtarske",
    "UA-14": "Donetsk, Bakhmut, Toretsk, Myrnohrad, Pokrovsk, Lyman, Siversk, Novoazovsk,"
    " Sloviansk, Kramatorsk, Druzhkivka, Kostiantynivka, Chystiakove, Khrestivka,"
    " Kalmiuske, Yenakiieve",
    "UA-18": "Zviahel",
    "UA-23": "Zaporizhzhia",
    "UA-30": "Kyiv",
    "UA-35": "Kropyvnytskyi",
    "UA-40": "Sevastopol",
    "UA-43": "Simferopol, Yany Kapu, Kurman",
    "UA-46": "Sheptytskyi, Stryi",
    "UA-51": "Odesa, Podilsk",
    "UA-63": "Kharkiv, Berestyn, Zlatopil",
}


def layer(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))
    return found


def shapes(found: dict[str, Any]) -> dict[str, BaseGeometry]:
    return {row["id"]: shape(row["geometry"]) for row in found["features"]}


@pytest.fixture(scope="module")
def oblasts() -> dict[str, BaseGeometry]:
    return shapes(layer("oblasts"))


@pytest.fixture(scope="module")
def places() -> list[settlements.Place]:
    return settlements.read()


@pytest.fixture(scope="module")
def built(oblasts: dict[str, BaseGeometry]) -> dict[str, Any]:
    return settlements.build(oblasts)


@pytest.fixture(scope="module")
def rows(built: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row["properties"] for row in built["features"]}


class TestOfficialNames:
    """How a place gets its official name."""

    @pytest.mark.parametrize("example", ROMANISED.replace("\n", " ").split(","))
    def test_resolution_55(self, example: str) -> None:
        name, romanised = example.split()
        assert official_names.romanise(name) == romanised

    def test_of_two_words(self) -> None:
        assert official_names.romanise("Біла Церква") == "Bila Tserkva"
        assert official_names.romanise("Новий Єлисавет") == "Novyi Yelysavet"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Makiyivka", "Makiivka"),
            ("Slovyans'k", "Sloviansk"),
            ("Kryvyy Rih", "Kryvyi Rih"),
            ("Yenakiyeve", "Yenakiieve"),
            ("Chornomors’k", "Chornomorsk"),
            ("Golubivka", "Holubivka"),
        ],
    )
    def test_older_spellings_fold_together(self, one: str, other: str) -> None:
        assert official_names.fold(one) == official_names.fold(other)

    @pytest.mark.parametrize(("one", "other"), [("Lyman", "Liman"), ("Izium", "Izyum")])
    def test_i_and_y_fold_together(self, one: str, other: str) -> None:
        assert official_names.fold(one) == official_names.fold(other)

    def test_different_names_stay_different(self) -> None:
        names = ["Sloviansk", "Slavne", "Lyman", "Lymanske", "Kostiantynivka", "Novokostiantynivka"]
        assert len({official_names.fold(name) for name in names}) == len(names)

    @pytest.mark.parametrize(
        ("latin", "alternates", "expected"),
        [
            ("Lyman", ["Красный Лиман", "Лиман", "Красний Лиман"], "Лиман"),
            ("Slovyansk", ["Славянск", "Слов'янськ"], "Слов’янськ"),
            ("Kal'mius'ke", ["Комсомольское"], "Кальміуське"),
            ("Tur'i Remety", ["Тур’ ї Ремети"], "Тур’ї Ремети"),
            ("Illinka", ["Iллiнка"], "Іллінка"),  # with Latin i and I
            ("Kacha", ["Ка\u0301ча"], "Кача"),
            ("Zavet-Leninskiy", ["Кучук-Алкалы"], "Кучук-Алкали"),
            ("Atlantis", ["Атлантида"], None),
        ],
    )
    def test_official(self, latin: str, alternates: list[str], expected: str | None) -> None:
        listed = "Лиман,Красний Лиман,Слов’янськ,Кальміуське,Тур’ї Ремети,Іллінка,Кача,Кучук-Алкали"
        register = official_names.register(dict.fromkeys(listed.split(","), "C"))
        assert official_names.official(latin, alternates, register) == expected

    @pytest.mark.parametrize(
        ("alternates", "expected"),
        [
            (["Синевирская Поляна", "Синевирська Поляна"], "Синевирська Поляна"),
            (["Краснополье", "Красное", "Зелёный Гай", "Ивановка", "Сергеев"], None),
            (["Чемерлієве", "Чемерлеево", "Чамерліева"], "Чемерлієве"),
            (["Baranivka", "Барановка"], None),
            ([], None),
        ],
    )
    def test_ukrainian(self, alternates: list[str], expected: str | None) -> None:
        assert official_names.ukrainian("Chemerliieve", alternates) == expected

    def test_codifier_has_27_parts_and_the_cities(self) -> None:
        registers = official_names.registers()
        kinds = [
            kind for found in registers.values() for names in found.kinds.values() for kind in names
        ]
        assert set(registers) == set(settlements.CODIFIER.values())
        assert kinds.count("M") == 461
        assert kinds.count("K") == 2


class TestSettlements:
    """The layer from GeoNames as it is."""

    def test_is_the_one_in_the_tree(self, built: dict[str, Any]) -> None:
        text = (GEO / "settlements.geojson").read_text(encoding="utf-8")
        assert geojson.dumps(built) == text

    @pytest.mark.parametrize(("unit", "names"), TOWNS.items())
    def test_towns_have_their_present_names(
        self, rows: dict[str, dict[str, Any]], unit: str, names: str
    ) -> None:
        here = {row["name"] for row in rows.values() if row["oblast"] == unit}
        assert set(names.split(", ")) <= here

    def test_no_former_names(self, rows: dict[str, dict[str, Any]]) -> None:
        former = "Artemivsk Krasnoarmiisk Dymytrov Dzerzhynsk Torez Krasnodon Sverdlovsk"
        former += " Dnipropetrovsk Novomoskovsk Chervonohrad Kirovohrad Krasnohrad Slavyansk"
        assert not {row["name"] for row in rows.values()} & set(former.split())

    def test_every_inhabited_city_is_there(self, places: list[settlements.Place]) -> None:
        found = {(place.official, place.kinds) for place in settlements.without_districts(places)}
        missing = {
            name
            for register in official_names.registers().values()
            for name, kinds in register.kinds.items()
            if not official_names.CITY_KINDS.isdisjoint(kinds) and (name, kinds) not in found
        }
        assert missing == {"Прип’ять"}

    @pytest.mark.parametrize(
        "number",
        [
            *(6722148, 12500938, 693821, 688758, 8519916),  # Kharkiv, Lviv, Kyiv
            *(13561144, 13561146, 13607655, 13607656),  # Donetsk and Makiivka
            *(13580034, 13607724, 13607722),  # Mariupol: one has more residents than the city
            *(707601, 691605, 700022, 12167218),  # Kryvyi Rih, Dnipro, Kremenchuk
            *(693065, 13645597, 13607660, 13607719),  # Kramatorsk, Luhansk, Horlivka
            *(713195, 712930, 13561777),  # Kerch, Sevastopol, Poltava
        ],
    )
    def test_district_is_gone(
        self, rows: dict[str, dict[str, Any]], places: list[settlements.Place], number: int
    ) -> None:
        assert number in {place.id for place in places}
        assert str(number) not in rows

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("702320", "Makiivka"),
            ("688373", "Yasynuvata"),
            ("713122", "Avdiivka"),
            ("9113069", "Spartak"),
            ("708251", "Hostomel"),
            ("688345", "Yasnohirka"),
            ("712576", "Inkerman"),
        ],
    )
    def test_settlement_beside_a_city_stays(
        self, rows: dict[str, dict[str, Any]], number: str, name: str
    ) -> None:
        assert rows[number]["name"] == name

    def test_largest(self, rows: dict[str, dict[str, Any]]) -> None:
        largest = [row["name"] for row in rows.values() if row["population"] >= 400_000]
        assert largest == [
            *("Kyiv", "Kharkiv", "Odesa", "Dnipro", "Donetsk", "Lviv", "Zaporizhzhia"),
            *("Kryvyi Rih", "Sevastopol", "Mykolaiv", "Vinnytsia"),
        ]

    def test_residents_are_counted_once(
        self, rows: dict[str, dict[str, Any]], places: list[settlements.Place]
    ) -> None:
        # The State Statistics Service put Ukraine without Crimea at 41.2 million on 1 January 2022;
        # Crimea and Sevastopol had 2.4 million. GeoNames' rows add up to more than all of them.
        population = 43_600_000
        assert sum(place.residents for place in places) > population
        assert 0.8 * population < sum(row["population"] for row in rows.values()) < population

    def test_what_is_unknown_is_little(self, rows: dict[str, dict[str, Any]]) -> None:
        unnamed = [row for row in rows.values() if row["name_uk"] is None]
        assert 0 < len(unnamed) < 10
        assert max(row["population"] for row in unnamed) < 5_000
        assert len(rows) > 5_000

    def test_names_are_romanised(self, rows: dict[str, dict[str, Any]]) -> None:
        for row in rows.values():
            if row["name_uk"]:
                assert row["name"] == official_names.romanise(row["name_uk"])
                assert row["name"].isascii()

    def test_oblast_is_the_polygon_around_the_point(
        self, built: dict[str, Any], oblasts: dict[str, BaseGeometry]
    ) -> None:
        inside = 0
        for row in built["features"]:
            point = shape(row["geometry"])
            unit = row["properties"]["oblast"]
            around = [code for code, polygon in oblasts.items() if polygon.intersects(point)]
            inside += bool(around)
            assert unit in around or not around
            assert geodesy.distance_km(point, oblasts[unit]) <= settlements.FARTHEST_OUTSIDE_KM
        assert inside > 0.98 * len(built["features"])

    def test_largest_first_and_ids_unique(self, built: dict[str, Any]) -> None:
        order = [(-row["properties"]["population"], int(row["id"])) for row in built["features"]]
        assert order == sorted(order)
        assert len({number for _, number in order}) == len(order)

    def test_place_far_outside_is_refused(self, oblasts: dict[str, BaseGeometry]) -> None:
        with pytest.raises(LayerError, match=r"lies .* km outside the frame; give all 27 oblasts"):
            settlements.build({"UA-14": oblasts["UA-14"]})

    def test_wrong_renaming_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(settlements.RENAMED, 713174, "Артемівськ")
        with pytest.raises(SourceError, match=r"no Артемівськ for GeoNames 713174 \(Bakhmut\)"):
            settlements.read()


REGISTER = official_names.register({"Місто": "M", "Село": "C", "Двійня": "CC"})


def place(number: int, official: str | None, residents: int, km_east: float) -> settlements.Place:
    """Put a place some km east of 30 E, 49 N."""
    there = Geodesic.WGS84.Direct(49, 30, 90, km_east * 1000)
    point = Point(there["lon2"], there["lat2"])
    return settlements.Place(number, f"P{number}", (), point, residents, REGISTER, official)


class TestDistricts:
    """A city of 60,000 has a circle of sqrt(60,000 / 600 / π) = 5.64 km."""

    CITY = place(1, "Місто", 60_000, 0)

    @pytest.mark.parametrize(
        ("other", "stays"),
        [
            (place(2, None, 9_000, 5.5), False),
            (place(2, None, 9_000, 5.8), True),
            (place(2, "Село", 9_000, 2), True),
            (place(2, "Село", 26_001, 2), False),
            (place(2, "Село", 26_001, 50), False),
            (place(min(settlements.NAMESAKES), "Село", 900, 2), False),
            (place(min(settlements.APART), None, 900, 2), True),
        ],
    )
    def test_without_districts(self, other: settlements.Place, *, stays: bool) -> None:
        found = settlements.without_districts([self.CITY, other])
        assert found == ([self.CITY, other] if stays else [self.CITY])

    def test_only_cities_have_circles(self) -> None:
        both = [place(1, "Село", 20_000, 0), place(2, None, 900, 1)]
        assert settlements.without_districts(both) == both

    @pytest.mark.parametrize(
        ("name", "km", "stays"),
        [("Село", 2.9, False), ("Село", 3.1, True), ("Двійня", 1, True), (None, 0.1, True)],
    )
    def test_without_duplicates(self, name: str | None, km: float, *, stays: bool) -> None:
        pair = [place(1, name, 900, 0), place(2, name, 800, km)]
        assert settlements.without_duplicates(pair) == (pair if stays else pair[:1])
