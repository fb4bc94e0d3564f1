// Whether a reply says that there is no answer.
import { choice, doc, listOf, operator, opt, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import * as types from "../../dsl/types/types.ts";
import { squadText } from "./normalize.ts";

/**
 * `abstains(output, none, variant)`: 1 where the reply is one of the texts that stand for no answer (`whole`), or holds one as whole words
 * (`part`), after SQuAD's normalising; a reply that is empty then abstains too, as in SQuAD 2.0. Errors: E204 for no such
 * texts, or one that is empty when normalised.
 */
export const abstains = operator({
  name: "abstains",
  family: "score",
  doc: "1 where the reply says that there is no answer, else 0",
  params: {
    output: doc("what the model said", text),
    none: doc('the texts that stand for no answer, such as ["unknown"]', listOf(text)),
    variant: doc("the reply as a whole, or a part of it", opt(choice("whole", "part"), "whole")),
  },
  returns: types.num,
  metric: { range: "binary" },
  run: ({ output, none, variant }) => {
    const forms = none.map(squadText);
    if (forms.length === 0 || forms.includes(""))
      throw dataError(
        "E204",
        "'abstains' takes texts that stand for no answer, and no empty ones",
        'none: ["unknown"]',
      );
    const said = squadText(output);
    if (said === "") return 1;
    return Number(
      forms.some((one) => (variant === "whole" ? said === one : ` ${said} `.includes(` ${one} `))),
    );
  },
});
