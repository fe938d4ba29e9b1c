import type { AddressInfo } from "node:net";
import { createNullServer } from "./null-server.ts";

// The entry of the process that `startNullServer` starts. Its argument is its service time, ms. It sends its
// port to its parent and ends with the channel.
const server = createNullServer(Number(process.argv[2] ?? 0));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
// Only the channel keeps this process alive, so it ends with its parent in every case.
server.unref();
server.on("connection", (socket) => socket.unref());
process.channel?.ref();
