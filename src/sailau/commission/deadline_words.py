"""What is due after the vote, in Kazakh, Russian and English."""

from typing import Final

from sailau.refusal import Text

PRELIMINARY: Final = Text(
    "Алдын ала қорытынды жарияланады", "Публикуются предварительные итоги", "The preliminary result is published"
)
DISTRICT_TABLE: Final = Text(
    "Округтік комиссияның алдын ала жиынтық тізілімі ілінеді",
    "Вывешивается предварительная сводная ведомость окружной комиссии",
    "The district's preliminary summary table is posted",
)
LIST_PROTOCOLS: Final = Text(
    "Партиялық тізімдер бойынша хаттамалар Орталық сайлау комиссиясына жіберіледі",
    "Протоколы по партийным спискам направляются в Центральную избирательную комиссию",
    "Party-list protocols go to the central commission",
)
PUBLISHED: Final = Text(
    "Сайлау қорытындысы жарияланады", "Публикуются итоги выборов", "The results of the election are published"
)
COMPLAINT: Final = Text(
    "Комиссияның шешіміне не әрекетіне шағым беру мерзімі аяқталады",
    "Истекает срок жалобы на решение или действие комиссии",
    "The time for a complaint against the commission's decision or act ends",
)
APPEAL: Final = Text(
    "Сайлаудың дұрыс өткізілгені туралы өтініш беру мерзімі аяқталады",
    "Истекает срок обращения о правильности проведения выборов",
    "The time for an appeal on the correctness of the election ends",
)
DISTRICT_POSTED: Final = Text(
    "Округ хаттамасының көшірмесін алып тастауға болады",
    "Копию протокола по округу можно снять",
    "The copy of the district's protocol may be taken down",
)
REPEAT_ELECTION: Final = Text("Қайта сайлау өткізіледі", "Проводятся повторные выборы", "The repeat election is held")
RECORDERS: Final = Text(
    "Жазу құрылғыларын акт бойынша жоюға болады",
    "Устройства записи можно уничтожить по акту",
    "Recorders may be destroyed by act",
)
