"""The common emoji by their Slack names. One that is not here stands as it was written, colons included."""

import re

from markupsafe import Markup

from bot.sandbox.markup import join, tag

SHORTCODE = re.compile(r":([a-z0-9_+\-]+):(?::skin-tone-[2-6]:)?")

# A name, its character, a name, its character …
_TABLE = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 wave 👋 raised_hands 🙌 pray 🙏 muscle 💪 eyes 👀 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 ok_hand 👌 handshake 🤝 raising_hand 🙋 writing_hand ✍️ hand ✋ raised_hand ✋
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 slightly_smiling_face 🙂 blush 😊 wink 😉 heart_eyes 😍 thinking_face 🤔
neutral_face 😐 disappointed 😞 cry 😢 sob 😭 angry 😠 rage 😡 worried 😟 sweat_smile 😅 tada 🎉 sparkles ✨ heart ❤️
blue_heart 💙 broken_heart 💔 star ⭐ fire 🔥 100 💯 rocket 🚀 zap ⚡ sunny ☀️ rainbow 🌈 seedling 🌱 coffee ☕ cake 🍰
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ heavy_multiplication_x ✖️
negative_squared_cross_mark ❎
warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫 sos 🆘 exclamation ❗ question ❓ grey_question ❔ bangbang ‼️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪
black_circle ⚫ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁
leftwards_arrow_with_hook ↩️ heavy_plus_sign ➕ heavy_minus_sign ➖ information_source ℹ️ bulb 💡 bell 🔔 no_bell 🔕
mega 📣 loudspeaker 📢 speech_balloon 💬 left_speech_bubble 🗨️ envelope ✉️ email 📧 incoming_envelope 📨 inbox_tray 📥
outbox_tray 📤 mailbox 📫 telephone_receiver 📞 phone ☎️ iphone 📱 computer 💻 globe_with_meridians 🌐 link 🔗 lock 🔒
unlock 🔓 key 🔑 mag 🔍 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 bookmark 🔖 pushpin 📌 paperclip 📎 page_facing_up 📄
file_folder 📁 open_file_folder 📂 card_index 📇 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
calendar 📅 date 📅 spiral_calendar_pad 🗓️ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock9 🕘
zzz 💤 hospital 🏥 ambulance 🚑 pill 💊 syringe 💉 stethoscope 🩺 thermometer 🌡️ adhesive_bandage 🩹 wheelchair ♿
police_car 🚓 cop 👮 shield 🛡️ scales ⚖️ see_no_evil 🙈 speak_no_evil 🙊 ghost 👻 robot_face 🤖 gear ⚙️ wrench 🔧
hammer_and_wrench 🛠️ bug 🐛 wastebasket 🗑️ package 📦 gift 🎁 trophy 🏆 first_place_medal 🥇 dart 🎯 checkered_flag 🏁
triangular_flag_on_post 🚩 waving_white_flag 🏳️ busts_in_silhouette 👥 bust_in_silhouette 👤 house 🏠 office 🏢
wavy_dash 〰️
"""

_WORDS = _TABLE.split()
CHARACTERS: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))


def draw(name: str) -> Markup | None:
    """Return the emoji of that name with the name as its spoken label, or None where the name is not known."""
    character = CHARACTERS.get(name)
    if character is None:
        return None
    return tag("span", {"class": "emoji", "role": "img", "aria-label": name.replace("_", " ")}, character)


def with_emoji(text: str) -> Markup:
    """Return the text escaped, with the shortcodes in it drawn."""
    parts: list[str] = []
    end = 0
    for match in SHORTCODE.finditer(text):
        drawn = draw(match[1])
        if drawn is not None:
            parts += [text[end : match.start()], drawn]
            end = match.end()
    return join(*parts, text[end:])
