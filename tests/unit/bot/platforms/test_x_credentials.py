import pytest

from bot.platforms.base import CredentialsError
from bot.platforms.x import XPlatform
from bot.platforms.x_credentials import ACCESS_SECRET, ACCESS_TOKEN, CONSUMER_KEY, CONSUMER_SECRET, VARIABLES, credentials_from

GOOD = {CONSUMER_KEY: "aKey", CONSUMER_SECRET: "aSecret1", ACCESS_TOKEN: "12-aToken", ACCESS_SECRET: "aSecret2"}


def test_four_secrets_are_read_and_never_shown() -> None:
    read = credentials_from({**GOOD, ACCESS_SECRET: " aSecret2\n"})
    assert (read.consumer_key, read.access_secret) == ("aKey", "aSecret2")
    assert not any(value in repr(read) for value in GOOD.values())


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_missing_one_is_named(name: str, value: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials_from({**GOOD, name: value})
    assert str(caught.value).endswith(f"missing: {name}")


@pytest.mark.parametrize("value", ["sec ret", '"quoted"', "two\nlines", "ключ", "a=b"])
def test_one_that_cannot_be_right_is_named_and_not_shown(value: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials_from({**GOOD, CONSUMER_SECRET: value})
    assert CONSUMER_SECRET in str(caught.value)
    assert value not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["nowhere", "ftp://host", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(CredentialsError, match="HOUSEBAND_X_BASE_URL"):
        XPlatform.from_environment({**GOOD, "HOUSEBAND_X_BASE_URL": address})
