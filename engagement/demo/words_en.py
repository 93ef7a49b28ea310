"""What the demo says in English."""

from engagement.concerns.rules import Category
from engagement.demo.texts import Pledge, Story, Told, Words, Work
from engagement.events.rules import Kind

MEETINGS = {
    Kind.TOWN_HALL: (
        Told(
            "Open meeting in {place}",
            "Bring what worries you in {place}. We begin with what we promised last time. Anyone may speak, in any language.",
        ),
        Told(
            "{place}: the station answers",
            "The head of the station answers questions from {place}. What we cannot answer at once we write down, with a date.",
        ),
    ),
    Kind.COFFEE: (
        Told(
            "Coffee with a Cop, {place}", "No speeches and no agenda. Sit down, have tea, ask what you like."
        ),
        Told(
            "Tea with your officers in {place}",
            "Meet the officers who patrol {place}. Come for ten minutes or for an hour.",
        ),
    ),
    Kind.WORKSHOP: (
        Told(
            "Workshop: safe shops in {place}",
            "For shopkeepers. Locks, lights, cameras and what to note down when something is taken. Bring your questions.",
        ),
        Told(
            "Workshop: safe on the way to school",
            "For parents, teachers and drivers in {place}. We walk the road together and mark where it is dangerous.",
        ),
    ),
    Kind.WOMEN: (
        Told(
            "Women's session, {place}",
            "For women and girls. Women officers listen. Children are welcome. The place is told to those who answer.",
        ),
    ),
    Kind.VISIT: (
        Told(
            "Officers visit {place}",
            "We walk through {place} and stop wherever somebody wants to show us something.",
        ),
    ),
    Kind.CONFERENCE: (
        Told(
            "Peshawar meets its police: yearly conference",
            "A year of meetings in numbers: what was raised, what was done, what is late. Committees and traders report.",
        ),
    ),
    Kind.CEREMONY: (
        Told(
            "Thank you to our volunteers",
            "Certificates for residents who gave their time to meetings and to safe roads near schools.",
        ),
    ),
    Kind.MEETING: (
        Told(
            "Traffic round {place}: your ideas",
            "The traffic plan for {place} on paper. Draw on it, change it, ask about it.",
        ),
        Told(
            "Online: ask your station",
            "For everyone who cannot come in person. Write or speak; the answers go on this page.",
        ),
    ),
}

CONCERNS = {
    Category.STREET_LIGHT: (
        "The street light {spot} has been out for three weeks. Children walk there after evening lessons.",
        "Four lamps in a row do not work {spot}. After sunset nobody uses that lane.",
        "It is completely dark {spot}. Last night I fell over an open drain.",
    ),
    Category.TRAFFIC: (
        "Lorries park on both sides {spot} every morning. The ambulance could not pass on Monday.",
        "Cars drive far too fast {spot} when school ends. We need somebody there at 1 pm.",
        "Rickshaws stop in the middle of the road {spot} and the whole lane stands still.",
    ),
    Category.THEFT: (
        "Two motorcycles were taken {spot} in one month. Could the parking be watched on market days?",
        "Somebody broke the locks of three shops {spot} last week. We would like a night patrol.",
        "Phones are snatched {spot} in the evening, always between seven and eight.",
    ),
    Category.NOISE: (
        "Wedding halls {spot} play music until two in the night. My father is ill and cannot sleep.",
        "A workshop {spot} grinds metal after midnight, also on school days.",
    ),
    Category.WATER: (
        "The water pipe {spot} leaks and the road is a pond. Motorcycles slip.",
        "Dirty water from the drain comes into the lane {spot} whenever it rains.",
    ),
    Category.RUBBISH: (
        "Nobody has collected the rubbish {spot} for two weeks, and people burn it.",
        "The open heap {spot} draws stray dogs. Children are afraid on the way to school.",
    ),
    Category.PATROL: (
        "We see no patrol {spot} after ten. The shops close early because of it.",
        "Please send a patrol {spot} on market day, there are too many quarrels over parking.",
    ),
    Category.OTHER: (
        "Boys fly kites with glass string from the roofs {spot}. A rider was cut on the neck.",
        "A wall {spot} leans over the lane. It may fall in the next rain.",
    ),
}

QUESTIONS = (
    (
        "I lost my identity card. Do I have to come to the station in person to report it?",
        "Yes, come once, with a copy of the card if you have one. It takes about ten minutes and costs nothing.",
    ),
    (
        "How do I get a character certificate for a job abroad?",
        "Apply at the district office on weekdays from 9 to 1. Bring your identity card, two photographs and the letter.",
    ),
    (
        "We plan a wedding with loudspeakers. Whom do we have to ask?",
        "Ask the assistant commissioner for leave, three days before. After ten at night loudspeakers stay off.",
    ),
    (
        "My tenants moved in last month. Where do I hand in the form?",
        "At the front desk of your station, any day. We stamp your copy at once.",
    ),
    (
        "Does the women's desk open on Saturdays?",
        "Yes, from 10 to 2. On other days it is open from 9 to 5.",
    ),
)

STORIES = {
    Category.STREET_LIGHT: (
        Story(
            "Dark lanes in {place}",
            "The lanes of {place} are dark; people stay at home after sunset.",
            "All lamps {spot} burn again. The council checks them on the first Monday of each month.",
            "Twelve lamps out of thirty do not burn. Reported at two meetings and on the web, mostly by parents.",
            "The lamps are the council's. Nobody tells it which are out: there is no list and no telephone number on the poles.",
            "We walked the lanes with the council's engineer, numbered every pole and handed over the list.",
            "All twelve lamps burn. Seven of nine shopkeepers asked say that evenings are busier. No fall was reported since.",
            (
                Work("Number the poles and list the lamps that are out", "List with 30 poles handed over, signed by the council's engineer."),
                Work("Ask the council for a date for the repair", "Letter received; the council gave a date and kept it."),
            ),
        ),
    ),
    Category.TRAFFIC: (
        Story(
            "Lorries block the road in {place}",
            "Lorries park on both sides of the road in {place}; ambulances cannot pass.",
            "Lorries unload before 8 am only. Two officers stand {spot} from 7 to 9, and the road is free.",
            "The road is blocked on five mornings a week, from 7:30 to 10. Two ambulances were held up.",
            "Shops are delivered when they open. No rule says when to unload, and there is no bay for lorries.",
            "With the traders we agreed on unloading before 8. Signs stand, and officers explained it for two weeks.",
            "Counted on ten mornings: from eleven parked lorries down to one. Ambulances had a free road.",
            (
                Work("Agree with the traders on hours for unloading", "Paper with the signatures of 23 shopkeepers."),
                Work("Put up four signs", "Signs stand; photographs are in the file of the station."),
            ),
        ),
        Story(
            "Speed at school time in {place}",
            "Cars drive too fast past the school in {place} when lessons end.",
            "An officer stands at the crossing every school day from 12:30 to 1:30. Two speed breakers were built.",
            "Parents raised it three times. In one hour 41 of 60 cars were faster than 40.",
            "The road is straight and wide and the crossing is not marked. Drivers do not see the gate behind parked cars.",
            "Crossing painted, two speed breakers built by the council, parking before the gate ended.",
            "In the same hour 6 of 63 cars were faster than 40. The head teacher confirms that children cross more safely.",
            (
                Work("Count the speed of cars on three school days", "Counted on three days; the sheet is in the file."),
                Work("Roster for the crossing until the end of term", "Roster hangs at the front desk; nobody missed a day."),
            ),
        ),
    ),
    Category.THEFT: (
        Story(
            "Motorcycles taken at the market of {place}",
            "Motorcycles are stolen at the market of {place}.",
            "The traders opened a guarded parking place. A patrol stops there every hour. One theft since, instead of five a month.",
            "Nine motorcycles in eight weeks, seven of them on market days between 10 and 12.",
            "Owners park in side lanes out of sight, with the lock of the handlebar alone.",
            "A guarded place with numbered tokens since the first of the month; the patrol has a new round.",
            "One theft in two months. 40 owners a day use the place. The traders pay the guard.",
            (
                Work("Find a place for parking with the market committee", "The committee gave the yard behind the bakery."),
                Work("New round for the patrol on market days", "Round in force; the diary shows a stop each hour."),
            ),
        ),
    ),
    Category.RUBBISH: (
        Story(
            "Burning rubbish in {place}",
            "Rubbish is burnt in the lanes of {place} because nobody collects it.",
            "The water and sanitation company collects on Tuesday and Friday. The heap {spot} is gone.",
            "Smoke on most evenings. Two families with asthmatic children asked for help.",
            "The lorry cannot enter the narrow lanes, so it stopped coming. Nobody told the residents.",
            "Agreed on a container at the main road and fixed days; volunteers tell each house.",
            "Visited four times unannounced: no fire, container emptied on the fixed days.",
            (
                Work("Bring the company and the residents to one table", "Met on site; fixed days agreed on paper."),
                Work("Visit the place in the evening, four times", "Four visits in the diary, no fire seen."),
            ),
        ),
    ),
    Category.NOISE: (
        Story(
            "Loud halls at night in {place}",
            "Wedding halls in {place} play loud music long after ten at night.",
            "The owners signed: no loudspeaker after ten. Officers check at the weekend; two halls paid a fine.",
            "Complaints from three streets, always from Thursday to Saturday.",
            "Three halls. Their leave says ten o'clock; nobody had checked in a year.",
            "Met the three owners, agreed on ten o'clock, one telephone number for neighbours.",
            "Six weekends checked: two breaches in the first two, none since. Neighbours say that they sleep.",
            (Work("Talk to the owners of the three halls", "All three signed the paper."),),
        ),
    ),
    Category.PATROL: (
        Story(
            "No patrol after ten in {place}",
            "People in {place} see no patrol after ten at night.",
            "The patrol passes {spot} at 10 pm, midnight and 3 am. The times hang at the front desk.",
            "Five shopkeepers close at nine. They have seen no patrol there for a month.",
            "The second vehicle has been at the workshop since spring; the round was cut short.",
            "The district office lent a vehicle. New round with three fixed stops.",
            "Diary of four weeks: 81 of 84 stops made. The shops close at eleven again.",
            (
                Work("Ask the district office for a vehicle", "Vehicle lent until the repair is done."),
                Work("Write the new round and hang it up", "Round hangs at the front desk."),
            ),
        ),
    ),
}  # fmt: skip

COULD_NOT = Story(
    "Water pipe under the road in {place}",
    "A broken pipe floods the road in {place}.",
    "The pipe belongs to the water company and its money for this year is spent. "
    "Barriers stand, the company has put it first on next year's list, and we ask again in spring.",
    "The road {spot} is under water for three days a week. Two riders slipped.",
    "The pipe is forty years old. The company knows of it and has no money left this year.",
    "Barriers and a lamp put up; letter to the company and to the district office.",
    "The road is still wet, but nobody slipped since the barriers stand. The cause remains.",
    (
        Work("Put up barriers and a lamp", "Barriers and lamp stand since Tuesday."),
        Work("Write to the water company", "Answer received: first on next year's list."),
    ),
)

WORDS = Words(
    spots=(
        "near the bus stop",
        "behind the girls' school",
        "beside the main mosque",
        "at the vegetable market",
        "at the canal bridge",
        "opposite the bakery",
        "near the health centre",
    ),
    meetings=MEETINGS,
    agenda=(
        (10, "Last time: what was done, what is late"),
        (30, "What you bring"),
        (15, "What we promise, and by when"),
    ),
    concerns=CONCERNS,
    questions=QUESTIONS,
    received=(
        "Thank you. The station has read this. An officer will look at the place this week and tell you what can be done.",
        "We have been there today and saw what you describe. It is now on the list of the station.",
    ),
    passed=(
        "Water and Sanitation Services Peshawar",
        "This belongs to the water and sanitation company. We sent it to them today and asked for a date.",
    ),
    more=(
        "It is worse since the rain. I can show you the place on any evening.",
        "Two neighbours say the same.",
    ),
    thanks="Thank you, that is all I wanted to know.",
    public={
        Category.STREET_LIGHT: "Street lights are out; people feel unsafe after sunset.",
        Category.TRAFFIC: "Traffic is dangerous or blocked at busy hours.",
        Category.THEFT: "Things are stolen; people ask for a patrol at fixed hours.",
        Category.NOISE: "Loud noise at night.",
        Category.WATER: "Water on the road.",
        Category.RUBBISH: "Rubbish is not collected.",
        Category.PATROL: "People ask for a patrol at night.",
        Category.OTHER: "A danger in the lane that the station looks into.",
    },
    minutes=(
        (
            "Good mood, full room. Long talk about parking; the council's man left early. Follow up with the traders.",
            "Residents spoke about lights, parking and patrols. The station answered what it had promised last time.",
        ),
        (
            "Quiet meeting. Two elders spoke for most of the time; next time ask the younger ones first.",
            "The meeting spoke about the way to school and about rubbish. New promises were made, each with a date.",
        ),
    ),
    decisions=(
        "The next meeting takes place in the evening, so that people who work can come.",
        "Parents and the station walk the way to school together once a month.",
        "The list of what is late hangs at the front desk.",
        "A woman officer takes part in every meeting here.",
    ),
    pledges=(
        Pledge(
            "A patrol passes the school when lessons end, on every school day.",
            "The patrol has stood there since the first school day of the month.",
            "The school moved its hours twice, and no second vehicle was to be had.",
        ),
        Pledge(
            "We ask the council to repair the lamps on the main lane.",
            "The council repaired all eight lamps.",
            "The council has no lamps in store before summer. We ask again in June.",
        ),
        Pledge(
            "We put up a notice with the telephone numbers of the station.",
            "The notice hangs at the mosque, at the school and at the bazaar.",
            "The printer's order was turned down. We write the numbers by hand at the front desk.",
        ),
        Pledge(
            "We meet the drivers of the rickshaw stand and agree on a line.",
            "Agreed with 30 drivers; the line is painted.",
            "The stand is to be moved; the council asked us to wait.",
        ),
    ),
    called_off=(
        "Heavy rain: the road to the school is under water. We plan a new day.",
        "All officers are needed for the polio campaign on that day.",
    ),
    stories=STORIES,
    dropped="No longer needed: the traders did it themselves.",
    could_not=COULD_NOT,
)
