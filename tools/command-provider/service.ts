// Pulumi's provider protocol in terms of local commands. @see https://github.com/pulumi/pulumi proto/pulumi/provider.proto
import type {
  handleUnaryCall,
  ServerUnaryCall,
  status as Status,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb.js";
import { commandKinds, failuresIn } from "./inputs.ts";
import { create, isReplaced, remove, run, update } from "./local-command.ts";
import type { Operation } from "./local-command.ts";
import { endAllScripts } from "./run-script.ts";
import type { StatusLines } from "./status-lines.ts";
import { toProperties } from "./values.ts";
import type { Properties } from "./values.ts";

const version = "1.2.1";
const commandType = "command:local:Command";

const properties = (received: Struct | undefined): Properties => toProperties(received?.toJavaScript() ?? {});

const message = (value: Properties): Struct => struct.Struct.fromJavaScript(value);

/** Type and name out of `urn:pulumi:stack::project::parent$type::name`. */
function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...names] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: names.join("::") };
}

function requireCommand(urn: string): void {
  const { type } = partsOf(urn);
  if (type !== commandType) throw refusal(type);
}

function refusal(what: string): Error {
  return new Error(
    `${what} is not done by this stand-in for Pulumi's command plugin, only ${commandType} and command:local:run; ` +
      `install the real one: pulumi plugin install resource command ${version} --reinstall`,
  );
}

/** The handlers of the protocol's calls; a call that is missing here is answered with "unimplemented" by the server. */
export function providerService(
  statusLines: (urn: string) => StatusLines,
  failed: Status,
): UntypedServiceImplementation {
  /** Answers a call with a promise's result; a call that is cancelled ends the script it runs. */
  function answer<Request, Response>(
    action: (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response> | Response,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      void (async () => action(call.request, call))().then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({ code: failed, details: error instanceof Error ? error.message : String(error) }),
      );
    };
  }

  /** Runs an action that may start a script for a resource or, with an empty URN, for a function. */
  async function operate<T>(
    call: ServerUnaryCall<unknown, unknown>,
    urn: string,
    action: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const cancel = new AbortController();
    call.once("cancelled", () => cancel.abort());
    const lines = statusLines(urn);
    try {
      return await action({ onLine: lines.onLine, cancelled: cancel.signal });
    } finally {
      await lines.sent();
    }
  }

  return {
    getPluginInfo: answer<unknown, unknown>(() => new plugin.PluginInfo().setVersion(version)),
    getSchema: answer<unknown, unknown>(() => new messages.GetSchemaResponse().setSchema("{}")),
    attach: answer<unknown, unknown>(() => new empty.Empty()),
    configure: answer<unknown, unknown>(() => new messages.ConfigureResponse().setAcceptsecrets(true)),
    cancel: answer<unknown, unknown>(() => {
      endAllScripts();
      return new empty.Empty();
    }),

    check: answer<Messages.CheckRequest, unknown>((request) => {
      requireCommand(request.getUrn());
      const response = new messages.CheckResponse().setInputs(request.getNews());
      for (const { property, reason } of failuresIn(commandKinds, properties(request.getNews()))) {
        response.addFailures(new messages.CheckFailure().setProperty(property).setReason(reason));
      }
      return response;
    }),

    // "Unknown" lets the engine compare old and new inputs itself; what asks for a replacement only we know.
    diff: answer<Messages.DiffRequest, unknown>((request) => {
      const response = new messages.DiffResponse();
      if (isReplaced(properties(request.getOldInputs()), properties(request.getNews())))
        response.addReplaces("triggers");
      return response;
    }),

    create: answer<Messages.CreateRequest, unknown>(async (request, call) => {
      requireCommand(request.getUrn());
      const { name } = partsOf(request.getUrn());
      const { id, state } = await operate(call, request.getUrn(), async (operation) =>
        create(name, properties(request.getProperties()), operation),
      );
      return new messages.CreateResponse().setId(id).setProperties(message(state));
    }),

    // There is nothing to look at: what a command did is known only to itself.
    read: answer<Messages.ReadRequest, unknown>((request) =>
      new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(request.getProperties())
        .setInputs(request.getInputs()),
    ),

    update: answer<Messages.UpdateRequest, unknown>(async (request, call) => {
      requireCommand(request.getUrn());
      const state = await operate(call, request.getUrn(), async (operation) =>
        update(properties(request.getOlds()), properties(request.getNews()), operation),
      );
      return new messages.UpdateResponse().setProperties(message(state));
    }),

    delete: answer<Messages.DeleteRequest, unknown>(async (request, call) => {
      requireCommand(request.getUrn());
      await operate(call, request.getUrn(), async (operation) =>
        remove(properties(request.getProperties()), operation),
      );
      return new empty.Empty();
    }),

    invoke: answer<Messages.InvokeRequest, unknown>(async (request, call) => {
      if (request.getTok() !== "command:local:run") throw refusal(request.getTok());
      const result = await operate(call, "", async (operation) =>
        run(properties(request.getArgs()), operation),
      );
      return new messages.InvokeResponse().setReturn(message(result));
    }),
  };
}
