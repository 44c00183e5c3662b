import { DeleteObjectCommand, ListObjectsV2Command, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { Store, StoredFile } from "../core/store.js";
import { findCondition, removeStale, TEMPORARY_PREFIX } from "./before-writing.js";
import { type Bucket, placeOf, read, sizeOf, withS3Errors } from "./bucket.js";
import { createBuffers } from "./buffers.js";
import { connect } from "./connection.js";
import { SMALLEST_PART } from "./part-size.js";
import { putWhole } from "./put.js";
import { putPieces } from "./put-pieces.js";

/** Transfers at the same time, and buffers for small parts of files: 30 MiB in all. */
const PARALLEL = 6;
/** Memory for the parts of files above 5 GB, so that with the others it is less than 200 MiB. */
const LARGE_PARTS = 160 * 1_048_576;

/** Where a vault lies, and who may write there. */
export interface S3StoreOptions {
  readonly bucket: string;
  /** The folder of the vault in the bucket, without a `/` at its end; the whole bucket if absent. */
  readonly prefix?: string;
  /** Address of an S3-compatible service; otherwise that of AWS_ENDPOINT_URL or the profile, or Amazon's own. */
  readonly endpoint?: string;
  /** States that no other device writes to this vault, so that a service without put-if-absent may be used. */
  readonly singleWriter?: boolean;
  /** Settings for the client, such as region or credentials, where those of the environment and profile will not do. */
  readonly client?: S3ClientConfig;
}

/** A store in a bucket. */
export interface S3Store extends Store {
  /**
   * Makes sure that files can be put, which is done before the first put anyway: does nothing if it has been done.
   *
   * @throws KeepsakeError store.unavailable
   */
  prepareToWrite(): Promise<void>;
  /**
   * Where the vault lies, the same for all settings that lead there: the address of the service, bucket and prefix.
   *
   * @throws KeepsakeError store.unavailable for an endpoint that is no address of a service
   */
  place(): Promise<string>;
}

/**
 * A vault in a bucket of Amazon S3 or of a service with the same protocol. Region, credentials and endpoint are found
 * the AWS way: environment, profile, machine. Requests that fail are sent again, a few times with growing pauses, and a
 * connection that is silent for 30 seconds is given up.
 *
 * Before the first put, a service other than Amazon's must show that it does not overwrite: `store.unavailable`
 * otherwise, unless `singleWriter` is set. Files above 5 MiB that come in pieces are sent in parts; what a stopped
 * program left of those is deleted by the first put seven days later.
 *
 * @returns A store whose errors are `store.unavailable`, with a sentence that says what to do next.
 */
export function s3Store(options: S3StoreOptions): S3Store {
  const { bucket, prefix = "", endpoint, singleWriter = false, client: settings = {} } = options;
  const buffers = createBuffers(PARALLEL, SMALLEST_PART, LARGE_PARTS);
  const opened = once(async (): Promise<Bucket> => {
    const connection = await connect(endpoint === undefined ? settings : { ...settings, endpoint });
    return { ...connection, bucket, prefix: prefix === "" ? "" : `${prefix}/`, buffers };
  });
  const ready = once(async () => {
    const place = await opened();
    const condition = await findCondition(place, singleWriter);
    await removeStale(place);
    return condition;
  });

  /** Does something with the bucket, for the file or prefix `name`. */
  async function use<T>(name: string, work: (bucket: Bucket) => Promise<T>): Promise<T> {
    const place = await opened();
    return withS3Errors(place, name, () => work(place));
  }

  return {
    parallel: PARALLEL,
    releasesPieces: true,
    prepareToWrite: async () => void (await ready()),
    place: async () => [(await opened()).address, bucket, prefix].join("/"),
    get: (name) => use(name, (place) => read(place, name)),
    getRange: (name, offset, length) =>
      use(name, async (place) => {
        if (length > 0) return read(place, name, { offset, length });
        return (await sizeOf(place, name)) === undefined ? undefined : new Uint8Array();
      }),
    putIfAbsent: async (name, data) => {
      const condition = await ready();
      const place = await opened();
      return data instanceof Uint8Array
        ? putWhole(place, name, data, condition)
        : putPieces(place, name, data, condition);
    },
    list: async function* (start) {
      const place = await opened();
      const pages = list(place, start);
      for (;;) {
        const { done, value } = await withS3Errors(place, start, () => pages.next());
        if (done) return;
        yield* value;
      }
    },
    delete: (name) =>
      use(name, async (place) => void (await place.client.send(new DeleteObjectCommand(placeOf(place, name))))),
  };
}

/** Files page by page, without temporary files and what stands for folders. */
async function* list({ client, bucket, prefix }: Bucket, start: string): AsyncGenerator<StoredFile[], void> {
  const query = { Bucket: bucket, Prefix: prefix + start };
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...query, ContinuationToken: token }));
    // A web page is read as a list of nothing, and a vault would be missed that is somewhere else.
    if (page.Name === undefined && page.IsTruncated === undefined) throw new SyntaxError("This is no list");
    yield (page.Contents ?? []).flatMap(({ Key = "", Size = 0 }) => {
      const name = Key.slice(prefix.length);
      const isFile = Key.startsWith(query.Prefix) && !name.startsWith(TEMPORARY_PREFIX) && !/(^|\/)$/u.test(name);
      return isFile ? [{ name, size: Size }] : [];
    });
    const next = page.IsTruncated ? page.NextContinuationToken : undefined;
    if (page.IsTruncated && (next === undefined || next === token)) throw new Error("A list does not go on");
    token = next;
  } while (token !== undefined);
}

/** Does something when it is first asked for, and again if that failed. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work().catch((error) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
