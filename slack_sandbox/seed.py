"""The world every sandbox starts with: Lumio, which installed the app, and two customers of it."""

from __future__ import annotations

from slack_sandbox.world import Channel, Organisation, User, World

LUMIO = Organisation("T0LUMIO01", "Lumio", "lumio")
ACME = Organisation("T0ACME001", "Acme Facilities", "acme-facilities")
GLOBEX = Organisation("T0GLOBEX1", "Globex Property", "globex-property")

APP_ID = "A0EARNEST1"
BOT = User("U0EARNEST1", LUMIO.id, "earnest", "Earnest", bot_id="B0EARNEST1", app_id=APP_ID)
STATUSBOT = User("U0STATUS01", LUMIO.id, "statusbot", "Statusbot", bot_id="B0STATUS01", app_id="A0STATUS01")

_PEOPLE = (
    ("U0NORA0001", LUMIO, "nora", "Nora Lindqvist"),
    ("U0SAM00001", LUMIO, "sam", "Sam Okafor"),
    ("U0PRIYA001", LUMIO, "priya", "Priya Nair"),
    ("U0TOM00001", LUMIO, "tom", "Tom Becker"),
    ("U0LENA0001", LUMIO, "lena", "Lena Fischer"),
    ("U0DANA0001", ACME, "dana", "Dana Whitfield"),
    ("U0OMAR0001", ACME, "omar", "Omar Haddad"),
    ("U0ROSA0001", ACME, "rosa", "Rosa Jimenez"),
    ("U0KENJI001", GLOBEX, "kenji", "Kenji Mori"),
    ("U0ALICE001", GLOBEX, "alice", "Alice Fournier"),
    ("U0VIKTOR01", GLOBEX, "viktor", "Viktor Novak"),
)
ADMIN = "nora"
STAFF = ("nora", "sam", "priya", "tom")

# name, id, private, connected organisations, members by name
_CHANNELS = (
    ("lumio-acme", "C0LUMACME1", False, (ACME,), ("earnest", "nora", "sam", "priya", "lena", "dana", "omar", "rosa")),
    ("lumio-globex", "C0LUMGLOB1", True, (GLOBEX,), ("earnest", "nora", "sam", "tom", "kenji", "alice", "viktor")),
    ("lumio-community", "C0COMMUN01", False, (ACME, GLOBEX), ("earnest", "nora", "sam", "dana", "rosa", "kenji")),
    ("support-desk", "C0DESK0001", True, (), ("earnest", "nora", "sam", "priya", "tom")),
    ("team-billing", "C0BILLING1", False, (), ("earnest", "nora", "priya", "statusbot")),
    ("team-engineering", "C0ENGINEE1", False, (), ("earnest", "nora", "tom", "lena", "statusbot")),
    ("team-trust", "C0TRUST001", True, (), ("earnest", "nora", "tom")),
    ("announcements", "C0ANNOUNC1", False, (), ("nora", "sam", "priya", "tom", "lena")),
)


def seed_world(now: float) -> World:
    """A fresh copy; `now` (epoch seconds) dates the channels a month back."""
    bot = _copy(BOT)
    world = World(LUMIO, bot)
    for org in (LUMIO, ACME, GLOBEX):
        world.orgs[org.id] = org
    for user in (bot, _copy(STATUSBOT)):
        world.users[user.id] = user
    for user_id, org, name, real_name in _PEOPLE:
        world.users[user_id] = User(user_id, org.id, name, real_name, is_admin=name == ADMIN)
    created = int(now) - 30 * 86400
    admin = world.user(ADMIN).id
    for name, channel_id, private, connected, members in _CHANNELS:
        world.channels[channel_id] = Channel(
            channel_id,
            name,
            LUMIO.id,
            admin,
            created,
            private=private,
            connected=[org.id for org in connected],
            members=[world.user(member).id for member in members],
        )
    return world


def _copy(user: User) -> User:
    return User(user.id, user.team_id, user.name, user.real_name, bot_id=user.bot_id, app_id=user.app_id)
