#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A year of invented activities, opportunities and touches for the accounts and leads of the demo company.

  python3 data/demo/generate.py        writes activities.csv, opportunities.csv and touches.csv beside itself; the same bytes every time

Some accounts have a time of interest: several of their people do more for a few weeks. Most, but not all, of these lead to an opportunity
afterwards; others get an opportunity without any. Sales looks after most accounts that have become busy, some late, some never.
"""
import csv
import datetime as dt
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
BEGIN = dt.datetime(2025, 11, 1)
END = dt.datetime(2026, 11, 1)
DAYS = (END - BEGIN).days
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Dice:
    """A generator of our own (xorshift64*): its numbers do not depend on the version of Python."""

    def __init__(self, seed):
        self.state = seed

    def bits(self):
        x = self.state
        x ^= x >> 12
        x ^= (x << 25) & (2**64 - 1)
        x ^= x >> 27
        self.state = x
        return ((x * 2685821657736338717) & (2**64 - 1)) >> 11

    def below(self, n):
        return self.bits() % n

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, items):
        return items[self.below(len(items))]

    def some(self, items, count):
        pool = list(items)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]


def salesforce_id(prefix, number):
    text = ""
    for _ in range(12):
        text = ALPHABET[number % 62] + text
        number //= 62
    text = prefix + text
    check = ""
    for part in (text[0:5], text[5:10], text[10:15]):
        check += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(1 << i for i, c in enumerate(part) if c.isupper())]
    return text + check


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def read(name):
    with open(os.path.join(HERE, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


# What a person does: type, campaign type, member status, campaigns, minutes (low, high), weight in a time of interest, else.
WEBINARS = ["Less Downtime with Condition Monitoring", "Spare Parts on Time", "Audit-Ready Maintenance", "From Spreadsheet to System"]
PAPERS = ["Guide: Total Cost of a Stoppage", "Checklist: First 90 Days", "Benchmark Report 2026"]
EVENTS = ["Hannover Spring Fair", "Great Lakes Plant Show", "Hospital Engineering Days"]
DEEDS = [
    ("Open Email", "", "", [""], None, 24, 60),
    ("Click Email", "", "", [""], None, 14, 12),
    ("Visit Webpage", "", "", [""], None, 22, 18),
    ("Pricing Page View", "", "", [""], None, 9, 1),
    ("", "White Paper", "Downloaded", PAPERS, None, 11, 3),
    ("", "Webinar", "Attended", WEBINARS, (20, 75), 11, 2),
    ("", "Webinar", "Registered", WEBINARS, None, 4, 3),
    ("", "Trade Show", "Visited Booth", EVENTS, None, 4, 1),
    ("", "Contact Us", "Responded", ["Demo Request"], None, 5, 0),
    ("Meeting", "", "", [""], (20, 60), 4, 0),
    ("Newsletter Signup", "", "", [""], None, 2, 1),
    ("Unsubscribe Email", "", "", [""], None, 0, 1),
]
WORTH = {"Click Email": 1, "Visit Webpage": 1, "Pricing Page View": 5, "White Paper": 10, "Trade Show": 60, "Contact Us": 20}
ROLES = [(r"\b(vp|vice[ -]president|svp|evp|avp)\b", 150), (r"\b(chief|c[efimorst]o|president|founder|owner)\b", 200),
         (r"\b(director|head of)\b", 125), (r"\b(manager|lead)\b", 100)]
REASONS = ["rejected:too small", "rejected:no budget", "rejected:wrong contact", "rejected:competitor"]


def deed(dice, interested):
    column = 5 if interested else 6
    at = dice.below(sum(d[column] for d in DEEDS))
    for d in DEEDS:
        at -= d[column]
        if at < 0:
            return d
    return DEEDS[0]


def moment(dice, day):
    """Mostly in office hours."""
    hour = dice.between(8, 17) if dice.chance(85) else dice.below(24)
    return day + dt.timedelta(hours=hour, minutes=dice.below(60), seconds=dice.below(60))


def weight(title):
    for pattern, value in ROLES:
        if re.search(pattern, title.lower()):
            return value
    return 50


class World:
    def __init__(self):
        self.dice = Dice(0x9E3779B97F4A7C15)
        self.accounts = [a for a in read("accounts.csv") if a["IsDeleted"] == "false"]
        self.contacts = {c["Id"]: c for c in read("contacts.csv") if c["IsDeleted"] == "false"}
        self.people = {a["Id"]: [] for a in self.accounts}
        for row in read("truth.csv"):
            if row["account_id"] in self.people and row["contact_id"] in self.contacts:
                self.people[row["account_id"]].append(row["contact_id"])
        self.activities, self.opportunities, self.touches = [], [], []

    def act(self, contact, account, at, d):
        if not BEGIN <= at < END:
            return
        minutes = str(self.dice.between(*d[4])) if d[4] else ""
        self.activities.append((at, contact, account, d[0], d[1], d[2], self.dice.pick(d[3]), minutes))

    def background(self):
        for contact in sorted(self.contacts):
            for _ in range(self.dice.below(7)):
                self.act(contact, "", moment(self.dice, BEGIN + dt.timedelta(days=self.dice.below(DAYS))), deed(self.dice, False))
        for account in self.accounts:  # visits of nobody known
            for _ in range(self.dice.below(4)):
                self.act("", account["Id"], moment(self.dice, BEGIN + dt.timedelta(days=self.dice.below(DAYS))), DEEDS[2])

    def interest(self, account, start):
        """A few busy weeks; the instant at which there are 100 minutes of two people, or None."""
        people = self.dice.some(self.people[account["Id"]], self.dice.between(2, 6))
        length = self.dice.between(14, 45)
        deeds = []
        for contact in people:
            for _ in range(self.dice.between(5, 14)):
                deeds.append((moment(self.dice, start + dt.timedelta(days=self.dice.below(length))), contact, deed(self.dice, True)))
        deeds.sort(key=lambda x: (x[0], x[1]))
        total, of, ready = 0, {}, None
        for at, contact, d in deeds:
            self.act(contact, "", at, d)
            worth = 38 if d[4] else WORTH.get(d[0] or d[1], 0) if d[2] != "Registered" else 0
            of[contact] = of.get(contact, 0) + worth * weight(self.contacts[contact]["Title"])
            total += worth * weight(self.contacts[contact]["Title"])
            if not ready and total >= 10000 and sum(v >= 2000 for v in of.values()) >= 2:
                ready = at
        return ready

    def follow_up(self, account, people, ready):
        rep = account["Owner_Name__c"]
        lot = self.dice.below(100)
        slow = rep in ("Kenji Okabe", "Tomás Arce")
        if lot < (12 if not slow else 35):
            return
        hours = self.dice.between(1, 40) if lot < (80 if not slow else 50) else self.dice.between(60, 300)
        at = ready + dt.timedelta(hours=hours, minutes=self.dice.below(60))
        verdict = self.dice.below(100)
        disposition = "accepted" if verdict < 62 else self.dice.pick(REASONS) if verdict < 78 else "recycled" if verdict < 84 else ""
        self.touch(account, self.dice.pick(people), at, rep, "")
        if disposition:
            self.touch(account, self.dice.pick(people), at + dt.timedelta(hours=self.dice.between(1, 90)), rep, disposition)

    def touch(self, account, contact, at, rep, disposition):
        if BEGIN <= at < END:
            self.touches.append((at, account["Id"], contact, self.dice.pick(["call", "email", "email", "meeting", "linkedin"]), rep, disposition))

    def opportunity(self, account, created):
        if not BEGIN <= created < END:
            return
        closed = created + dt.timedelta(days=self.dice.between(25, 150))
        won = self.dice.chance(34)
        employees = int(account["NumberOfEmployees"] or 100)
        amount = self.dice.between(8, 30) * 1000 + min(employees, 4000) * self.dice.between(10, 40)
        over = closed < END
        stage = ("Closed Won" if won else "Closed Lost") if over else self.dice.pick(["Qualification", "Proposal", "Negotiation"])
        self.opportunities.append((created, account["Id"], account["Name"], stage, amount, closed, over, won and over))

    def run(self):
        self.background()
        partners = [a for a in self.accounts if "Partner" in a["Type"]]
        for account in self.accounts:
            people = sorted(self.people[account["Id"]])
            if len(people) >= 2 and self.dice.chance(62):
                for _ in range(1 + self.dice.chance(25)):
                    start = BEGIN + dt.timedelta(days=self.dice.between(-10, DAYS - 15))
                    ready = self.interest(account, start)
                    if ready and account not in partners:
                        self.follow_up(account, people, ready)
                    if ready and account not in partners and self.dice.chance(52):
                        self.opportunity(account, moment(self.dice, ready.replace(hour=0, minute=0, second=0) + dt.timedelta(days=self.dice.between(4, 55))))
            if people and self.dice.chance(14) and account not in partners:  # without any interest seen before
                self.opportunity(account, moment(self.dice, BEGIN + dt.timedelta(days=self.dice.below(DAYS))))
        for _ in range(25):  # of leads that were deleted since
            self.act(salesforce_id("00Q5g0000", 7000 + self.dice.below(90)), "", moment(self.dice, BEGIN + dt.timedelta(days=self.dice.below(DAYS))), DEEDS[0])


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(header)
        w.writerows(rows)


def main():
    world = World()
    world.run()
    key = lambda row: tuple(str(v) for v in row)
    write("activities.csv", ["ActivityId", "LeadId", "AccountId", "Type", "CampaignType", "MemberStatus", "CampaignName", "OccurredAt", "DurationMinutes"],
          ((salesforce_id("00T5g0000", 100000 + i), r[1], r[2], r[3], r[4], r[5], r[6], stamp(r[0]), r[7])
           for i, r in enumerate(sorted(world.activities, key=key))))
    write("opportunities.csv", ["Id", "AccountId", "Name", "StageName", "Amount", "CreatedDate", "CloseDate", "IsClosed", "IsWon"],
          ((salesforce_id("0065g0000", 5000 + i), r[1], r[2], r[3], r[4], stamp(r[0]), r[5].strftime("%Y-%m-%d"), str(r[6]).lower(), str(r[7]).lower())
           for i, r in enumerate(sorted(world.opportunities, key=key))))
    write("touches.csv", ["AccountId", "LeadId", "OccurredAt", "Kind", "Rep", "Disposition"],
          ((r[1], r[2], stamp(r[0]), r[3], r[4], r[5]) for r in sorted(world.touches, key=key)))


main()
