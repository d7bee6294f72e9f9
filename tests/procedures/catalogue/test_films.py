"""The office's own words for films and recordings lead to the licence of what is given away; a video game is none of them."""

import pytest

from tests.procedures.catalogue.test_queries import found

FILM, GAMES = "xb-tai-lieu-khong-kinh-doanh", "gcn-diem-tro-choi"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "video nội bộ công ty",
        "xin giấy phép làm video tuyên truyền",
        "đĩa phim tặng không bán",
        "in đĩa DVD phim giới thiệu",
        "bản ghi âm phát miễn phí",
        "film",
    ],
)
def test_a_film_is_found_by_the_words_of_whoever_makes_one(typed: str) -> None:
    assert found(typed)[0] == FILM


@pytest.mark.parametrize("typed", ["video game", "tiệm video game", "trò chơi"])
def test_a_video_game_is_no_film(typed: str) -> None:
    assert found(typed)[0] == GAMES
