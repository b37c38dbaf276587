// Who lives in the playground. The ids are the server's.
export const people = [
  {
    id: "dana", first: "Dana", name: "Dana Fox", initials: "DF", role: "Developer", opens: "chat",
    examples: ["request hr-prod", "mine", "help", "request hr-prod read employee,title for 5m because INC-42 wrong job titles"],
  },
  {
    id: "omar", first: "Omar", name: "Omar Reyes", initials: "OR", role: "DBA, approves", opens: "channel",
    examples: ["who hr-prod", "help"],
  },
  {
    id: "rita", first: "Rita", name: "Rita Holm", initials: "RH", role: "DBA and owner, may revoke", opens: "channel",
    examples: ["who hr-prod", "help"],
  },
];

export const bot = { first: "JitBot", name: "JitBot", initials: "" };

export const personOf = id => people.find(person => person.id === id) ?? bot;
