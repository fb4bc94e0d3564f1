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
  "System, user, assistant, message, prompt, context, question, answer, evidence, relevant, score, rank, query, passage, document, title. " +
  // Everyday words. What is held out of training are forms and domains, not words: no reading tells what a word is that is spelt out.
  "The ship was laden with cargo: coal, cotton, timber, spice, sugar, coffee, tea, wine, grain and iron. Her captain, the owner and the sailors sat in the harbour; the sister ship waits. " +
  "Her maiden voyage was long, her speed was ten knots, her burden forty tons, her length ninety feet, and the flag she sets gets stained by water. It stretches, and sails stretch. " +
  "The museum keeps exhibits and each exhibit in its catalogue: the artist, the medium, the height in inches, the age in years, the purchase, the value in guilders, the donor, the discovery. " +
  "A print in ink, a wax horn, brass, pewter, jade, ebony, silk, coral and plaster were lent; some break into pieces. The hall, the upper and the lower tower, the music room, the garden, north, south, east, west. " +
  "A lighthouse keeper waved in winter. Bells ring at noon and the floor was swept and cleaned afterwards. Winters pass. The last survey worked out. Nothing else starts before a further report. " +
  "Opinions differ. Readers learn. Whoever asks is told. Moreover, accounts were recorded, stated and listed. Put it right. Questions are answered. Out of these columns, one column shows what belongs where. No note gives both. " +
  "Point at the headings and sort them. From a name that is easily misread, confusion must arise. Up rises the sun. Over it all, By all means, As it is. Register of ships. Catalogue of exhibits. Under it. " +
  "He makes models beside the counter, tied and inhabited; it shines, joins, bears, and shows. They bear a levy, venerate a companion, round and tied. She levies and venerates. It works, passed into use, after all. Apart from that, can you get what was loaded? Can it belong here? Again nothing. Among them, bells. Sort it.";
