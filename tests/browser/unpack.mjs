// Unpacks the browser, and the libraries that a bare machine lacks, into the folder TMPDIR.
import { inflate } from "@sparticuz/chromium";
import { fileURLToPath } from "node:url";

const packed = new URL("../bin/", import.meta.resolve("@sparticuz/chromium"));
for (const part of ["chromium", "fonts.tar", "swiftshader.tar", "al2023.tar"]) {
  await inflate(fileURLToPath(new URL(`${part}.br`, packed)));
}
