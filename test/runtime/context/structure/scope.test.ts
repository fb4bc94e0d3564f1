// What a model says a text is about, as a scope: in brackets, in a fence, between quotes, and never at length.
import { expect, test } from "vitest";
import { scopeIn } from "../../../../runtime/context/structure/scope.ts";

test.each([
  ["```[a mill and a boat]```", "a mill and a boat"],
  ["```a  mill\n```", "a mill"],
  ["It is [] or [a mill].", "a mill"],
  ["```\nfirst\n``` and ```\nlast\n```", "last"],
  ['"a mill"', "a mill"],
  [' "a mill" ', "a mill"],
  ["一座磨坊：[磨坊与船]", "磨坊与船"],
  ["a mill", null],
  ['"a" and "b"', null],
  ["[]", null],
  ["``````", null],
  ["", null],
  ["[one two three four five six seven eight nine ten]", "one two three four five six seven eight nine ten"],
  ["[one two three four five six seven eight nine ten eleven]", null],
  [`[${"a".repeat(201)}]`, null],
])("%j is the scope %j", (reply, scope) => expect(scopeIn(reply)).toBe(scope));
