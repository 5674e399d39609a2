"""Which language a question is in is told from one sentence; where it cannot be told, nothing is guessed."""

from __future__ import annotations

import pytest

from bot.language.detection import Languages

ASKED = {
    "English": (
        "How do I export my work orders to CSV?",
        "The export holds 50,000 rows.",
        "It may be on the CSV page.",
    ),
    "German": ("Wie exportiere ich meine Aufträge als CSV?", "bitte um Hilfe beim Login", "Was kostet ein Platz mehr?"),
    "French": ("Comment exporter mes bons de travail en CSV ?", "L'export est bloqué, que faire ?"),
    "Spanish": ("¿Cómo exporto mis órdenes de trabajo a CSV?", "la exportación no termina nunca"),
    "Portuguese": ("Como exporto as minhas ordens de trabalho?", "Não consigo entrar na minha conta desde ontem"),
    "Italian": ("Come posso esportare gli ordini di lavoro in CSV?", "Non riesco più ad accedere da stamattina"),
    "Dutch": ("Hoe exporteer ik mijn werkorders naar CSV?", "Ik kan sinds gisteren niet meer inloggen"),
    "Polish": ("Jak wyeksportować zlecenia do CSV?", "Nie mogę się zalogować od wczoraj"),
    "Swedish": ("Hur exporterar jag mina arbetsordrar till CSV?", "Jag kan inte logga in sedan igår"),
    "Danish": ("Hvordan eksporterer jeg mine arbejdsordrer?", "Jeg kan ikke logge ind siden i går"),
    "Czech": ("Jak vyexportuji pracovní příkazy do CSV?", "Od včerejška se nemohu přihlásit"),
    "Turkish": ("İş emirlerimi CSV olarak nasıl dışa aktarırım?", "Dünden beri giriş yapamıyorum"),
    "Hungarian": ("Hogyan exportálhatom a munkalapokat CSV-be?",),
    "Finnish": ("Miten vien työmääräykset CSV-tiedostoon?",),
    "Russian": ("Как экспортировать заказы в CSV?", "Не могу войти со вчерашнего дня"),
    "Ukrainian": ("Як експортувати замовлення в CSV?",),
    "Greek": ("Πώς εξάγω τις εντολές εργασίας σε CSV;",),
    "Arabic": ("لا أستطيع تسجيل الدخول منذ أمس",),
    "Japanese": ("作業指示をCSVにエクスポートするにはどうすればよいですか？", "昨日からログインできません"),
    "Chinese": ("如何将工单导出为CSV？", "从昨天开始我无法登录"),
    "Korean": ("작업 지시를 CSV로 어떻게 내보내나요?", "어제부터 로그인이 안 됩니다"),
}


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages()


@pytest.mark.parametrize(("text", "language"), [(text, name) for name, texts in ASKED.items() for text in texts])
def test_a_sentence_tells_its_language(languages: Languages, text: str, language: str) -> None:
    assert languages.of(text) == language


@pytest.mark.parametrize("text", ["Export?", "CSV", "**Reports > Export** `a --b c d`", "pls help tmrw asap"])
def test_what_is_too_short_or_no_prose_is_in_no_language(languages: Languages, text: str) -> None:
    assert languages.of(text) == ""
