/** The suite was asked for something that cannot be, or the testee cannot be started: exit code 2 of the command. */
export { UsageError } from "../../reference/command/exit-codes.js";
