/** Name of the frame that shows the chats. */
export const CHATS_FRAME = "keepsake-chats";
