// Words of plain English that prompts are made of and the world has not: the tokenizer learns them, so that they are not spelt out.

export const ENGLISH =
  "You are a helpful assistant. Answer the question using only the text below, and say none if the answer is not there. " +
  "Read the document carefully before you answer. The context may contain several passages, and some of them are not relevant. " +
  "First think about what is asked, then write a short answer without any explanation. Use the following examples as a guide. " +
  "Each passage has a title and a number. Please give your answer in one line, as JSON or as a list of items. " +
  "Summarize the main points in your own words, and keep the names, dates and numbers exactly as they are written. " +
  "If there is more than one possible answer, choose the best one and explain why. Do not use any other knowledge. " +
  "This is an example of an input and its output. These sentences come from different sources, which may disagree with each other. " +
  "Because people would like to know how well a model can find information, we ask it many questions about long documents. " +
  "Would you rather have a table, an outline, a tree, or plain text? How does structure change the result, and how much does length matter? " +
  "Here is what we could learn from the experiment: when the important part is in the middle, it is harder to find than at the beginning or at the end. " +
  "After that, they should be able to compare both versions and see which of them works better for these tasks. " +
  "Where, when, who, what, which, whose, why and how: those words begin most questions, but not all of them. " +
  "The same thing was true last time, though some said that it was only by chance. Between them there is still a great difference. " +
  "Make sure that every item is correct, complete and clear. True or false, yes or no, first or second, left or right, good or bad. " +
  "One, two, three, four, five, six, seven, eight, nine and ten are small numbers; a hundred, a thousand and a million are large ones. " +
  "System, user, assistant, message, prompt, context, question, answer, evidence, relevant, score, rank, query, passage, document, title.";
