import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { KeepsakeError } from "../core/errors.js";

/** How often a request is sent before it counts as failed: about 3 s of waiting on average, 10 s where it is told to slow down. */
export const ATTEMPTS = 6;
const CONNECT_MS = 10_000;
/** How long a connection may be silent while an answer is waited for. */
const IDLE_MS = 30_000;

/** A client, and whom it talks to. */
export interface Connection {
  readonly client: S3Client;
  /** For sentences to a person: the service and its address. */
  readonly where: string;
  /** Amazon's own service, of which is known what it does. */
  readonly isAmazon: boolean;
  /** Where the service answers, without a `/` at its end; `s3:/` for Amazon's own. */
  readonly address: string;
  /** Whether the service takes only files whose parts are all of one size. */
  readonly hasEqualParts: boolean;
}

/** A service that is known to refuse files whose parts are of different sizes, once all of them are sent. */
const EQUAL_PARTS = /(^|\.)r2\.cloudflarestorage\.com$/u;

/**
 * Sets a client up the AWS way: region, credentials and endpoint from environment, profile or machine.
 *
 * @throws KeepsakeError store.unavailable for an endpoint that is no address of a service
 */
export async function connect(settings: S3ClientConfig): Promise<Connection> {
  const found = new S3Client(settings);
  // Services other than Amazon's seldom care about the region, and Amazon's says which one it is.
  const region = await found.config.region().catch(() => process.env.AWS_DEFAULT_REGION || "us-east-1");
  const endpoint = await endpointOf(found, settings);
  const address = endpoint === undefined ? undefined : addressOf(endpoint);
  const client = new S3Client({
    region,
    maxAttempts: ATTEMPTS,
    followRegionRedirects: true,
    // Few services have a name for each bucket.
    forcePathStyle: endpoint !== undefined,
    // SHA-256 of what is sent is signed, and what is read is authenticated; some services refuse other checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: IDLE_MS },
    ...settings,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const where = address === undefined ? `Amazon S3 (${region})` : `The S3 service at ${address.origin}`;
  return {
    client,
    where,
    isAmazon: address === undefined,
    address: address === undefined ? "s3:/" : (address.origin + address.pathname).replace(/\/+$/u, ""),
    hasEqualParts: address !== undefined && EQUAL_PARTS.test(address.hostname),
  };
}

/** The address of a service that is not Amazon's: from the settings, or from AWS_ENDPOINT_URL or the profile. */
async function endpointOf({ config }: S3Client, { endpoint }: S3ClientConfig): Promise<string | undefined> {
  if (typeof endpoint === "string") return endpoint;
  const configured = config as { serviceConfiguredEndpoint?: () => Promise<string | undefined> };
  return configured.serviceConfiguredEndpoint?.();
}

/** The address of a service. What is refused is not repeated: it may hold a secret. */
function addressOf(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol)) {
    const message = "The endpoint is no address of a service; write one such as https://s3.example.com.";
    throw new KeepsakeError("store.unavailable", message, { reason: "endpoint" });
  }
  if (url.username === "" && url.password === "") return url;
  const message =
    "The endpoint has a user name or password in it, and S3 takes none there; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead.";
  throw new KeepsakeError("store.unavailable", message, { reason: "endpoint" });
}
