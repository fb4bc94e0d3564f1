// Who speaks in a conversation.
export const ROLES = ["system", "user", "assistant"] as const;
