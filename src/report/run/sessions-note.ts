/** The note on why planned and sent traffic differ for sessions, whose requests follow answers. */
export const SESSIONS_NOTE =
  "Planned is when sessions begin; sent is every request of theirs. The two are not meant to agree.";
