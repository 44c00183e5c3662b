import { KeepsakeError } from "../core/errors.js";

/** Whom the sentences are about. */
interface Place {
  readonly where: string;
  readonly bucket: string;
}

/** What the client throws: an answer of the service, or a failure on the way to it. */
interface S3Failure extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

type Sentence = (place: Place, failure: S3Failure) => string;

/** What went wrong by the name or the status of the failure, and what to do next. The first that fits is taken. */
const SENTENCES: readonly (readonly [RegExp, Sentence])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError)$/u,
    () =>
      "No AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has some.",
  ],
  [
    /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/u,
    ({ where }) => `${where} says that this computer's clock is wrong; set the clock and try again.`,
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken\w*|InvalidClientTokenId|XAdminUserNotFound|401)$/u,
    ({ where }, { name }) => `${where} refuses these credentials (${name}); check the access key and its secret.`,
  ],
  [
    /^(NoSuchBucket|InvalidBucketName)$/u,
    ({ where, bucket }) => `${where} has no bucket ${bucket}; check the name, or make the bucket first.`,
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/u,
    ({ where, bucket }) => `${where} keeps the bucket ${bucket} in another region; set AWS_REGION to that.`,
  ],
  [
    /^(AccessDenied|AllAccessDisabled|AccountProblem|Forbidden|403)$/u,
    ({ where, bucket }) =>
      `${where} does not let these credentials do that in the bucket ${bucket}; allow them to list the bucket, and to get, put and delete what is in it.`,
  ],
  [
    /^(\w*StorageFull|\w*Quota\w*|InsufficientStorage|507)$/u,
    ({ where }) => `${where} has no space left for this; free some, or ask for more.`,
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/u,
    ({ where }, { code }) => `${where} cannot be reached (${code}); check the address and the network.`,
  ],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED)$/u,
    ({ where }) => `The connection to the service was cut again and again (${where}); try again later.`,
  ],
  // The client also gives connections that were cut this name.
  [/^(TimeoutError|ETIMEDOUT)$/u, ({ where }) => `${where} does not answer; check the network and try again.`],
  [
    /CERT|SSL|TLS|EPROTO/u,
    ({ where }, { code }) => `${where} cannot be talked to securely (${code}); check the address and its certificate.`,
  ],
  [
    /^(SlowDown|ServiceUnavailable|InternalError|Throttling\w*|429|5\d\d)$/u,
    ({ where }, { name }) => `${where} is busy or fails (${name}); try again later.`,
  ],
  [
    /^(SyntaxError|NotFound|404|405|NotImplemented|501)$/u,
    ({ where }) => `${where} does not answer as an S3 service does; check the address.`,
  ],
];

/** Whether the answer is that there is no such file. */
export function isMissing(error: unknown): boolean {
  const { name } = error as S3Failure;
  return name === "NoSuchKey" || (name === "NotFound" && statusOf(error) === 404);
}

/** Whether a file ends before the range that was asked for. */
export function isOutOfRange(error: unknown): boolean {
  return statusOf(error) === 416;
}

/** Whether a put failed because the name is taken. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Whether a put failed because of another one at the same time: nobody knows yet who will have the name. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Whether a service does not know put-if-absent, and says so. */
export function isNotImplemented(error: unknown): boolean {
  return statusOf(error) === 501;
}

/** Whether a request was sent more than once, so that an earlier one may have been carried out. */
export function wasRepeated(error: unknown): boolean {
  return ((error as S3Failure).$metadata?.attempts ?? 1) > 1;
}

/** Turns a failure into `store.unavailable` with a sentence that says what to do next. */
export function s3Error(error: unknown, place: Place, name: string): KeepsakeError {
  if (error instanceof KeepsakeError) return error;
  const failure = error as S3Failure;
  const signs = [failure.name, String(failure.code ?? ""), String(statusOf(error) ?? "")];
  const [, sentence = unknown] = SENTENCES.find(([pattern]) => signs.some((sign) => pattern.test(sign))) ?? [];
  // [@store-unavailable] The reason says that the sentence needs no other after it.
  const details = { cause: error, name, reason: failure.name };
  return new KeepsakeError("store.unavailable", sentence(place, failure), details);
}

function unknown({ where }: Place, { name, message }: S3Failure): string {
  return `${where} failed with ${name} (${message.replace(/[.\s]+$/u, "")}); try again, and report this if it stays.`;
}

function statusOf(error: unknown): number | undefined {
  return (error as S3Failure).$metadata?.httpStatusCode;
}
