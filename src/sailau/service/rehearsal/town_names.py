"""Names as people write them: Kazakh, Russian, Kazakh Latin of 2021, passport. Written by hand, not by our folding."""

from typing import Final

from sailau.errors import invariant

MALE: Final = """
Әлихан Алихан Älihan Alikhan|Нұрлан Нурлан Nūrlan Nurlan|Қайрат Кайрат Qairat Kairat|Серік Серик Serık Serik
Ержан Ержан Erjan Yerzhan|Дәурен Даурен Däuren Dauren|Асқар Аскар Asqar Askar
Бауыржан Бауржан Bauyrjan Baurzhan
Талғат Талгат Talğat Talgat|Мұрат Мурат Mūrat Murat|Жанболат Жанболат Janbolat Zhanbolat
Олжас Олжас Oljas Olzhas
Дінмұхаммед Динмухамед Dınmūhammed Dinmukhamed|Айдос Айдос Aidos Aidos|Ғалымжан Галымжан Ğalymjan Galymzhan
Шыңғыс Шынгыс Şyñğys Shyngys|Рүстем Рустем Rüstem Rustem|Төлеген Толеген Tölegen Tolegen
Бекзат Бекзат Bekzat Bekzat
Ораз Ораз Oraz Oraz|Сәкен Сакен Säken Saken|Темірлан Темирлан Temırlan Temirlan|Хасен Хасен Hasen Khassen
Хасан Хасан Hasan Khassan|Асқат Аскат Asqat Askat|Серікбай Серикбай Serıkbai Serikbay
Мақсат Максат Maqsat Maksat|Арман Арман Arman Arman|Данияр Данияр Daniiar Daniyar|Жүсіп Жусуп Jüsıp Zhusup
Абай Абай Abai Abay|Қуаныш Куаныш Quanyş Kuanysh|Естай Естай Estai Yestay|Мейрам Мейрам Meiram Meiram
Иван Иван Ivan Ivan|Сергей Сергей Sergei Sergey|Андрей Андрей Andrei Andrey|Виктор Виктор Viktor Viktor
Пётр Петр Petr Petr|Николай Николай Nikolai Nikolay|Юрий Юрий İurii Yuriy
Александр Александр Aleksandr Alexandr
"""

FEMALE: Final = """
Айгүл Айгуль Aigül Aigul|Гүлнар Гульнар Gülnar Gulnar|Әсем Асем Äsem Assem|Әсел Асель Äsel Assel
Гүлнара Гульнара Gülnara Gulnara|Дина Дина Dina Dina|Сәуле Сауле Säule Saule
Жанар Жанар Janar Zhanar|Динара Динара Dinara Dinara|Мәдина Мадина Mädina Madina
Қарлығаш Карлыгаш Qarlyğaş Karlygash
Шолпан Шолпан Şolpan Sholpan|Бибігүл Бибигуль Bibıgül Bibigul|Назерке Назерке Nazerke Nazerke
Ләззат Лаззат Läzzat Lazzat
Ақмарал Акмарал Aqmaral Akmaral|Ғалия Галия Ğaliia Galiya|Жұлдыз Жулдыз Jūldyz Zhuldyz
Салтанат Салтанат Saltanat Saltanat
Мөлдір Молдир Möldır Moldir|Кәмшат Камшат Kämşat Kamshat|Роза Роза Roza Roza|Перизат Перизат Perizat Perizat
Ұлжан Улжан Ūljan Ulzhan|Аружан Аружан Arujan Aruzhan|Томирис Томирис Tomiris Tomiris
Зейнеп Зейнеп Zeinep Zeinep
Хадиша Хадиша Hadişa Khadisha|Үміт Умит Ümıt Umit|Раушан Раушан Rauşan Raushan|Еңлік Енлик Eñlık Yenlik
Балнұр Балнур Balnūr Balnur|Инкар Инкар İnkar Inkar|Әйгерім Айгерим Äigerım Aigerim
Меруерт Меруерт Meruert Meruyert
Ольга Ольга Olga Olga|Наталья Наталья Natalia Natalya|Елена Елена Elena Yelena
Светлана Светлана Svetlana Svetlana
Юлия Юлия İulia Yuliya|Татьяна Татьяна Tatiana Tatyana|Вера Вера Vera Vera
"""

FAMILIES: Final = """
Ахметов Ахметов Ahmetov Akhmetov|Әбілов Абилов Äbılov Abilov|Нұрпейісов Нурпеисов Nūrpeiısov Nurpeissov
Қасымов Касымов Qasymov Kassymov|Жұмабаев Жумабаев Jūmabaev Zhumabayev|Сейітов Сеитов Seiıtov Seitov
Оспанов Оспанов Ospanov Ospanov|Бейсенов Бейсенов Beisenov Beissenov|Тілеубаев Тлеубаев Tıleubaev Tleubayev
Сүлейменов Сулейменов Süleimenov Suleimenov|Қалиев Калиев Qaliev Kaliyev|Мұқанов Муканов Mūqanov Mukanov
Ибраев Ибраев İbraev Ibrayev|Жақыпов Жакупов Jaqypov Zhakupov|Омаров Омаров Omarov Omarov
Исаев Исаев İsaev Issayev
Садықов Садыков Sadyqov Sadykov|Тұрсынов Турсунов Tūrsynov Tursunov|Смағұлов Смагулов Smağūlov Smagulov
Бекмұратов Бекмуратов Bekmūratov Bekmuratov|Қожахметов Кожахметов Qojahmetov Kozhakhmetov
Есенов Есенов Esenov Yessenov
Шәріпов Шарипов Şärıpov Sharipov|Ысқақов Искаков Ysqaqov Iskakov|Дүйсенов Дюсенов Düisenov Dyussenov
Әлімжанов Алимжанов Älımjanov Alimzhanov|Байжанов Байжанов Baijanov Baizhanov|Төлеуов Толеуов Töleuov Toleuov
Рахымов Рахимов Rahymov Rakhimov|Құсайынов Кусаинов Qūsaiynov Kussainov|Ермеков Ермеков Ermekov Yermekov
Мырзахметов Мырзахметов Myrzahmetov Myrzakhmetov|Кенжебеков Кенжебеков Kenjebekov Kenzhebekov
Молдабаев Молдабаев Moldabaev Moldabayev|Әуезов Ауэзов Äuezov Auezov
Жанпейісов Жанпеисов Janpeiısov Zhanpeissov
Сәрсенов Сарсенов Särsenov Sarsenov|Утепов Утепов Utepov Utepov|Досжанов Досжанов Dosjanov Doszhanov
Иванов Иванов İvanov Ivanov|Петров Петров Petrov Petrov|Ким Ким Kim Kim|Кузнецов Кузнецов Kuznetsov Kuznetsov
Шевченко Шевченко Şevchenko Shevchenko|Мельников Мельников Melnikov Melnikov|Цой Цой Tsoi Tsoy
"""


def quadruples(text: str) -> list[tuple[str, ...]]:
    """Each name of a table in its four spellings: Kazakh, Russian, Kazakh Latin, passport."""
    found = [tuple(part.split()) for part in text.replace("\n", "|").split("|") if part.strip()]
    invariant(all(len(names) == 4 for names in found), "every name has four spellings")
    return found
