/** Compares messages with their JSON Schemas. Each function gives what is wrong, or undefined. */
export interface Validator {
  /** @param request - as it stands on the line */
  request(request: { readonly op: string; readonly args: unknown }): string | undefined;
  /** @param answer - as it stands on the line */
  answer(op: string, answer: object): string | undefined;
}
