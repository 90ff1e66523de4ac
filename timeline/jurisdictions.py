"""The states, the District of Columbia and the territories: their names and postal abbreviations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Postal abbreviation -> name: fifty states and the District of Columbia, then the territories.
JURISDICTIONS: Mapping[str, str] = MappingProxyType(
    {
        "AL": "Alabama",
        "AK": "Alaska",
        "AZ": "Arizona",
        "AR": "Arkansas",
        "CA": "California",
        "CO": "Colorado",
        "CT": "Connecticut",
        "DE": "Delaware",
        "DC": "District of Columbia",
        "FL": "Florida",
        "GA": "Georgia",
        "HI": "Hawaii",
        "ID": "Idaho",
        "IL": "Illinois",
        "IN": "Indiana",
        "IA": "Iowa",
        "KS": "Kansas",
        "KY": "Kentucky",
        "LA": "Louisiana",
        "ME": "Maine",
        "MD": "Maryland",
        "MA": "Massachusetts",
        "MI": "Michigan",
        "MN": "Minnesota",
        "MS": "Mississippi",
        "MO": "Missouri",
        "MT": "Montana",
        "NE": "Nebraska",
        "NV": "Nevada",
        "NH": "New Hampshire",
        "NJ": "New Jersey",
        "NM": "New Mexico",
        "NY": "New York",
        "NC": "North Carolina",
        "ND": "North Dakota",
        "OH": "Ohio",
        "OK": "Oklahoma",
        "OR": "Oregon",
        "PA": "Pennsylvania",
        "RI": "Rhode Island",
        "SC": "South Carolina",
        "SD": "South Dakota",
        "TN": "Tennessee",
        "TX": "Texas",
        "UT": "Utah",
        "VT": "Vermont",
        "VA": "Virginia",
        "WA": "Washington",
        "WV": "West Virginia",
        "WI": "Wisconsin",
        "WY": "Wyoming",
        "AS": "American Samoa",
        "GU": "Guam",
        "MP": "Northern Mariana Islands",
        "PR": "Puerto Rico",
        "VI": "Virgin Islands",
    }
)
_CODE_OF = {name.casefold(): code for code, name in JURISDICTIONS.items()} | {
    code.casefold(): code for code in JURISDICTIONS
}
#: What a state may be called, for messages.
ACCEPTED = (
    "a name or a postal abbreviation in capitals or not, such as New York, ny or DC; the abbreviations are "
    f"{', '.join(sorted(JURISDICTIONS))}"
)


def jurisdiction(text: str) -> str | None:
    """Return the postal abbreviation of a state, given by name or abbreviation; None where nothing has that name.

    >>> jurisdiction("new york"), jurisdiction("D.C."), jurisdiction("U.S. Virgin Islands"), jurisdiction("ZZ")
    ('NY', 'DC', 'VI', None)
    """
    plain = " ".join(text.casefold().replace(".", "").split())
    return _CODE_OF.get(plain) or _CODE_OF.get(plain.removeprefix("us "))
