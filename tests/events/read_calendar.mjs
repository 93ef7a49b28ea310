// Reads a calendar from standard input with ical.js, as Thunderbird does, and writes what it says as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const local = (instant, zone) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(instant);
const whole = new ICAL.Component(ICAL.parse(readFileSync(0, "utf-8")));
const meetings = whole.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return {
    uid: event.uid,
    sequence: event.sequence,
    status: one.getFirstPropertyValue("status") || "None",
    title: event.summary,
    karachi: local(event.startDate.toJSDate(), "Asia/Karachi"),
    belgrade: local(event.startDate.toJSDate(), "Europe/Belgrade"),
    ends: local(event.endDate.toJSDate(), "Asia/Karachi"),
    attendees: event.attendees.length,
  };
});
process.stdout.write(JSON.stringify({ method: whole.getFirstPropertyValue("method"), meetings }));
