// Event logs: incidents in a plant, as the shift wrote them down.
import { date, link, name, number, word, type Domain } from "../domain.ts";

export const event: Domain = {
  name: "event",
  scope: "Log of the incidents in a plant",
  one: "incident",
  many: "incidents",
  aspects: [
    number("minutes", 2, 700)(
      "duration",
      "lasted {X}|went on for {X}|was over after {X}|took {X}|kept the shift busy for {X}",
      "How long did {E} last?|After what time was {E} over?|How long was the shift kept busy by {E}?|For how long did {E} keep the shift busy?",
    ),
    number("machines", 2, 80)(
      "extent",
      "stopped {X}|affected {X}|brought {X} to a halt|put {X} out of order|hit {X}",
      "How many machines did {E} stop?|How many machines were affected by {E}?|How many machines were hit by {E}?|What did {E} hit?",
    ),
    number("dollars", 20, 9900)(
      "damage",
      "caused damage of {X}|did harm worth {X}|led to a loss of {X}|was paid for with {X}|ran up a bill of {X}",
      "What damage did {E} cause?|To what loss did {E} lead?|How high was the bill of {E}?|What bill did {E} run up?",
    ),
    number("workers", 2, 90)(
      "crew size",
      "was handled by {X}|needed {X}|called for {X}|occupied {X}|was dealt with by {X}",
      "How many workers handled {E}?|For how many workers did {E} call?|By how many workers was {E} dealt with?|How many workers dealt with {E}?",
    ),
    number("bar", 2, 400)(
      "peak pressure",
      "peaked at {X}|drove the pressure to {X}|reached a pressure of {X}|ran up to {X}|was recorded at {X}",
      "At what pressure did {E} peak?|To what did {E} drive the pressure?|What pressure was recorded for {E}?|At what pressure was {E} recorded?",
    ),
    date(1980, 2004)(
      "start",
      "began on {X}|broke out on {X}|started on {X}|was first seen on {X}|set in on {X}",
      "When did {E} begin?|On what day did {E} break out?|On what day was it that {E} set in?|When did {E} set in?",
    ),
    date(2005, 2024)(
      "closing",
      "was closed on {X}|was settled on {X}|came to its end on {X}|was signed off on {X}|was filed away on {X}",
      "When was {E} closed?|When was {E} settled?|On what day was {E} filed away?|When was {E} filed away?",
    ),
    name(
      "reporter",
      "was reported by {X}|was noticed by {X}|was written down by {X}|came to light through {X}|was called in by {X}",
      "Who reported {E}?|Who noticed {E}?|By whom was {E} called in?|Who called {E} in?",
    ),
    name(
      "engineer",
      "was repaired by {X}|was put right by {X}|kept the engineer {X} awake|was solved by {X}|was mended by {X}",
      "Who repaired {E}?|Who put {E} right?|By whom was {E} mended?|Who mended {E}?",
    ),
    word("red blue green amber violet grey white black orange pink teal ivory")(
      "alarm level",
      "raised alarm level {X}|was classed as {X}|set the lamp to {X}|counted as {X}|turned the board {X}",
      "What alarm level did {E} raise?|How was {E} classed?|What was the board turned to by {E}?|To what did {E} turn the board?",
    ),
    word("pump valve boiler fan mixer press furnace conveyor drill filter crane turbine")(
      "origin",
      "came from the {X}|started in the {X}|was traced to the {X}|had its origin in the {X}|arose at the {X}",
      "Where did {E} come from?|To what was {E} traced?|Where was it that {E} arose?|At what place could {E} arise?|Where did {E} arise?",
    ),
    link(
      "trigger",
      "was triggered by {X}|followed from {X}|was set off by {X}|had {X} as its trigger|was a result of {X}",
      "What triggered {E}?|From what did {E} follow?|What had {E} as its result?|Of what was {E} a result?",
    ),
  ],
  fillers: [
    "The log was continued by the night shift.",
    "Nobody was hurt.",
    "The sirens were tested on Monday.",
    "The entry is signed.",
    "A second reading gave the same.",
    "The gate stayed shut meanwhile.",
    "The manual was consulted.",
    "Visitors were asked to wait.",
    "The floor was swept afterwards.",
    "No further entry was made.",
  ],
};
