import { parentPort, workerData } from "node:worker_threads";
import { convertStripes, type FileConversion } from "./stripes.js";

// Another thread that seals or opens runs of the same file.
parentPort!.postMessage(await convertStripes(workerData as FileConversion));
