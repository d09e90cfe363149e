"""The picture of a worked example as a file."""

import xml.etree.ElementTree as ElementTree


def test_the_picture_holds_the_words_of_the_example_in_the_readers_language(signed_in):
    answer = signed_in.get("/download/voorbeeld?categorie=jobs&toon=1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-disposition"].startswith("inline")
    drawn = " ".join("".join(ElementTree.fromstring(answer.text).itertext()).split())
    assert "Deelnemers houden betaald werk een jaar vol" in drawn


def test_a_category_without_example_and_a_visitor_get_nothing(signed_in, visitor):
    assert signed_in.page("/download/voorbeeld?categorie=nothing").status_code == 404
    signed_in.cookies.clear()
    assert signed_in.get("/download/voorbeeld?categorie=jobs").status_code in (303, 403)
