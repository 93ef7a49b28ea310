// Reads a calendar from standard input with ical.js and writes the hours of each day, recurrences and what differs from them.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const whole = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const all = whole.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
const event = all.find((one) => !one.isRecurrenceException());
all.filter((one) => one.isRecurrenceException()).forEach((one) => event.relateException(one));
const days = [];
const each = event.iterator();
for (let next = each.next(); next && days.length < 50; next = each.next()) {
  const { startDate, endDate } = event.getOccurrenceDetails(next);
  days.push([startDate, endDate].map((moment) => moment.toJSDate().toISOString().slice(0, 16)));
}
process.stdout.write(JSON.stringify(days));
