/** The relying party of the command's own page: every page that this computer serves to itself. */
export const RP_ID = "localhost";
