from tests.roles import PAGE, page


def test_the_page_about_roles_says_what_the_table_says():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: make roles"
