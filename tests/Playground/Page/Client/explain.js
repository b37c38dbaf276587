// What the server's refusals mean here, in a few words.
const meanings = {
  "28P01": "The login does not exist any more, or has another password by now. That is how an ended access looks.",
  "28000": "The login is closed. That is how an ended access looks.",
  "42501": "Outside of what was granted: the database itself refuses, whatever the chat says.",
  "42601": "PostgreSQL does not understand this.",
  "42P01": "There is no such table.",
  "42703": "There is no such column.",
  "53300": "This login may hold only so many sessions at once.",
  "57014": "The query was stopped.",
  "57P01": "JitBot ended this session: its time is over, or it was given back or revoked.",
  "25P02": "An earlier statement of this transaction failed: say rollback first.",
};

export const meaningOf = code => meanings[code] ?? null;
