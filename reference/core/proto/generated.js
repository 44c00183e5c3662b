// Made from proto/keepsake/v1 by `npm run proto`; not to be edited.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = {}, $none = Object.freeze([]);

export const keepsake = $root.keepsake = (() => {

    const keepsake = {};

    keepsake.v1 = (function() {

        const v1 = {};

        v1.ArchiveIndex = (function() {

            const ArchiveIndex = function () {
                this.entries = $none;
            };

            ArchiveIndex.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.entries != null && message.entries.length)
                    for (let i = 0; i < message.entries.length; ++i)
                        $root.keepsake.v1.ArchiveEntry.encode(message.entries[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ArchiveIndex.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ArchiveIndex();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (message.entries === $none)
                                message.entries = [];
                            message.entries.push($root.keepsake.v1.ArchiveEntry.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ArchiveIndex;
        })();

        v1.ArchiveEntry = (function() {

            const ArchiveEntry = function () {
                this.name = "";
                this.offset = 0;
                this.length = 0;
            };

            ArchiveEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && message.name !== "")
                    writer.uint32(10).string(message.name);
                if (message.offset != null && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                    writer.uint32(16).uint64(message.offset);
                if (message.length != null && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                    writer.uint32(24).uint64(message.length);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ArchiveEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ArchiveEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                message.name = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.offset = value;
                            else
                                message.offset = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.length = value;
                            else
                                message.length = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ArchiveEntry;
        })();

        v1.Frame = (function() {

            const Frame = function () {
                this.account = null;
                this.settings = null;
                this.contact = null;
                this.group = null;
                this.stickerPack = null;
                this.chat = null;
                this.message = null;
                this.call = null;
            };

            const itemMembers = ["account", "settings", "contact", "group", "stickerPack", "chat", "message", "call"];

            Frame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.account != null)
                    $root.keepsake.v1.Account.encode(message.account, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.settings != null)
                    $root.keepsake.v1.Settings.encode(message.settings, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.contact != null)
                    $root.keepsake.v1.Contact.encode(message.contact, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.group != null)
                    $root.keepsake.v1.Group.encode(message.group, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.stickerPack != null)
                    $root.keepsake.v1.StickerPack.encode(message.stickerPack, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.chat != null)
                    $root.keepsake.v1.Chat.encode(message.chat, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.message != null)
                    $root.keepsake.v1.Message.encode(message.message, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.call != null)
                    $root.keepsake.v1.Call.encode(message.call, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Frame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, member, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Frame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.account = $root.keepsake.v1.Account.decode(reader, reader.size(), $undefined, _depth + 1, message.account);
                            if (member === $undefined ? _target : member !== "account")
                                for (const other of itemMembers)
                                    if (other !== "account")
                                        message[other] = null;
                            member = "account";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.settings = $root.keepsake.v1.Settings.decode(reader, reader.size(), $undefined, _depth + 1, message.settings);
                            if (member === $undefined ? _target : member !== "settings")
                                for (const other of itemMembers)
                                    if (other !== "settings")
                                        message[other] = null;
                            member = "settings";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.contact = $root.keepsake.v1.Contact.decode(reader, reader.size(), $undefined, _depth + 1, message.contact);
                            if (member === $undefined ? _target : member !== "contact")
                                for (const other of itemMembers)
                                    if (other !== "contact")
                                        message[other] = null;
                            member = "contact";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.group = $root.keepsake.v1.Group.decode(reader, reader.size(), $undefined, _depth + 1, message.group);
                            if (member === $undefined ? _target : member !== "group")
                                for (const other of itemMembers)
                                    if (other !== "group")
                                        message[other] = null;
                            member = "group";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.stickerPack = $root.keepsake.v1.StickerPack.decode(reader, reader.size(), $undefined, _depth + 1, message.stickerPack);
                            if (member === $undefined ? _target : member !== "stickerPack")
                                for (const other of itemMembers)
                                    if (other !== "stickerPack")
                                        message[other] = null;
                            member = "stickerPack";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.chat = $root.keepsake.v1.Chat.decode(reader, reader.size(), $undefined, _depth + 1, message.chat);
                            if (member === $undefined ? _target : member !== "chat")
                                for (const other of itemMembers)
                                    if (other !== "chat")
                                        message[other] = null;
                            member = "chat";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.message = $root.keepsake.v1.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
                            if (member === $undefined ? _target : member !== "message")
                                for (const other of itemMembers)
                                    if (other !== "message")
                                        message[other] = null;
                            member = "message";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.call = $root.keepsake.v1.Call.decode(reader, reader.size(), $undefined, _depth + 1, message.call);
                            if (member === $undefined ? _target : member !== "call")
                                for (const other of itemMembers)
                                    if (other !== "call")
                                        message[other] = null;
                            member = "call";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Frame;
        })();

        v1.Account = (function() {

            const Account = function () {
                this.selfContactId = "";
                this.displayName = "";
                this.phoneNumber = "";
                this.avatar = null;
                this.about = "";
            };

            Account.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.selfContactId != null && message.selfContactId !== "")
                    writer.uint32(10).string(message.selfContactId);
                if (message.displayName != null && message.displayName !== "")
                    writer.uint32(18).string(message.displayName);
                if (message.phoneNumber != null && message.phoneNumber !== "")
                    writer.uint32(26).string(message.phoneNumber);
                if (message.avatar != null)
                    $root.keepsake.v1.Attachment.encode(message.avatar, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.about != null && message.about !== "")
                    writer.uint32(42).string(message.about);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Account.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Account();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.selfContactId = value;
                            else
                                message.selfContactId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.displayName = value;
                            else
                                message.displayName = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.phoneNumber = value;
                            else
                                message.phoneNumber = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.avatar = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.avatar);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.about = value;
                            else
                                message.about = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Account;
        })();

        v1.Settings = (function() {

            const Settings = function () {
                this.readReceipts = null;
                this.typingIndicators = null;
                this.linkPreviews = null;
                this.defaultExpireTimerMs = 0;
                this.preferredReactions = $none;
            };

            Settings.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.readReceipts != null)
                    writer.uint32(8).bool(message.readReceipts);
                if (message.typingIndicators != null)
                    writer.uint32(16).bool(message.typingIndicators);
                if (message.linkPreviews != null)
                    writer.uint32(24).bool(message.linkPreviews);
                if (message.defaultExpireTimerMs != null && (typeof message.defaultExpireTimerMs === "object" ? message.defaultExpireTimerMs.low || message.defaultExpireTimerMs.high : message.defaultExpireTimerMs !== 0))
                    writer.uint32(32).uint64(message.defaultExpireTimerMs);
                if (message.preferredReactions != null && message.preferredReactions.length)
                    for (let i = 0; i < message.preferredReactions.length; ++i)
                        writer.uint32(42).string(message.preferredReactions[i]);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Settings.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Settings();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            message.readReceipts = reader.bool();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.typingIndicators = reader.bool();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.linkPreviews = reader.bool();
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.defaultExpireTimerMs = value;
                            else
                                message.defaultExpireTimerMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (message.preferredReactions === $none)
                                message.preferredReactions = [];
                            message.preferredReactions.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Settings;
        })();

        v1.Contact = (function() {

            const Contact = function () {
                this.id = "";
                this.displayName = "";
                this.profileName = "";
                this.phoneNumbers = $none;
                this.avatar = null;
                this.blocked = false;
                this.about = "";
            };

            Contact.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.displayName != null && message.displayName !== "")
                    writer.uint32(18).string(message.displayName);
                if (message.profileName != null && message.profileName !== "")
                    writer.uint32(26).string(message.profileName);
                if (message.phoneNumbers != null && message.phoneNumbers.length)
                    for (let i = 0; i < message.phoneNumbers.length; ++i)
                        writer.uint32(34).string(message.phoneNumbers[i]);
                if (message.avatar != null)
                    $root.keepsake.v1.Attachment.encode(message.avatar, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.blocked != null && message.blocked !== false)
                    writer.uint32(48).bool(message.blocked);
                if (message.about != null && message.about !== "")
                    writer.uint32(58).string(message.about);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Contact.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Contact();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.displayName = value;
                            else
                                message.displayName = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.profileName = value;
                            else
                                message.profileName = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.phoneNumbers === $none)
                                message.phoneNumbers = [];
                            message.phoneNumbers.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.avatar = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.avatar);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.blocked = value;
                            else
                                message.blocked = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.about = value;
                            else
                                message.about = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Contact;
        })();

        v1.Group = (function() {

            const Group = function () {
                this.id = "";
                this.subject = "";
                this.description = "";
                this.avatar = null;
                this.createdAtMs = 0;
                this.createdBy = "";
                this.members = $none;
                this.onlyAdminsWrite = false;
            };

            Group.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.subject != null && message.subject !== "")
                    writer.uint32(18).string(message.subject);
                if (message.description != null && message.description !== "")
                    writer.uint32(26).string(message.description);
                if (message.avatar != null)
                    $root.keepsake.v1.Attachment.encode(message.avatar, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.createdAtMs != null && (typeof message.createdAtMs === "object" ? message.createdAtMs.low || message.createdAtMs.high : message.createdAtMs !== 0))
                    writer.uint32(40).uint64(message.createdAtMs);
                if (message.createdBy != null && message.createdBy !== "")
                    writer.uint32(50).string(message.createdBy);
                if (message.members != null && message.members.length)
                    for (let i = 0; i < message.members.length; ++i)
                        $root.keepsake.v1.GroupMember.encode(message.members[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.onlyAdminsWrite != null && message.onlyAdminsWrite !== false)
                    writer.uint32(64).bool(message.onlyAdminsWrite);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Group.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Group();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                message.subject = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.description = value;
                            else
                                message.description = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.avatar = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.avatar);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAtMs = value;
                            else
                                message.createdAtMs = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.createdBy = value;
                            else
                                message.createdBy = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (message.members === $none)
                                message.members = [];
                            message.members.push($root.keepsake.v1.GroupMember.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.onlyAdminsWrite = value;
                            else
                                message.onlyAdminsWrite = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Group;
        })();

        v1.GroupMember = (function() {

            const GroupMember = function () {
                this.contactId = "";
                this.role = 0;
                this.joinedAtMs = 0;
                this.leftAtMs = 0;
            };

            GroupMember.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.contactId != null && message.contactId !== "")
                    writer.uint32(10).string(message.contactId);
                if (message.role != null && message.role !== 0)
                    writer.uint32(16).int32(message.role);
                if (message.joinedAtMs != null && (typeof message.joinedAtMs === "object" ? message.joinedAtMs.low || message.joinedAtMs.high : message.joinedAtMs !== 0))
                    writer.uint32(24).uint64(message.joinedAtMs);
                if (message.leftAtMs != null && (typeof message.leftAtMs === "object" ? message.leftAtMs.low || message.leftAtMs.high : message.leftAtMs !== 0))
                    writer.uint32(32).uint64(message.leftAtMs);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            GroupMember.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.GroupMember();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.contactId = value;
                            else
                                message.contactId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.role = value;
                            else
                                message.role = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.joinedAtMs = value;
                            else
                                message.joinedAtMs = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.leftAtMs = value;
                            else
                                message.leftAtMs = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            GroupMember.Role = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ROLE_UNSPECIFIED"] = 0;
                values[valuesById[1] = "ROLE_MEMBER"] = 1;
                values[valuesById[2] = "ROLE_ADMIN"] = 2;
                return values;
            })();

            return GroupMember;
        })();

        v1.StickerPack = (function() {

            const StickerPack = function () {
                this.id = "";
                this.title = "";
                this.publisher = "";
                this.stickers = $none;
            };

            StickerPack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.title != null && message.title !== "")
                    writer.uint32(18).string(message.title);
                if (message.publisher != null && message.publisher !== "")
                    writer.uint32(26).string(message.publisher);
                if (message.stickers != null && message.stickers.length)
                    for (let i = 0; i < message.stickers.length; ++i)
                        $root.keepsake.v1.Sticker.encode(message.stickers[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StickerPack.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.StickerPack();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                message.title = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.publisher = value;
                            else
                                message.publisher = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.stickers === $none)
                                message.stickers = [];
                            message.stickers.push($root.keepsake.v1.Sticker.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StickerPack;
        })();

        v1.Sticker = (function() {

            const Sticker = function () {
                this.image = null;
                this.emoji = "";
            };

            Sticker.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.image != null)
                    $root.keepsake.v1.Attachment.encode(message.image, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.emoji != null && message.emoji !== "")
                    writer.uint32(18).string(message.emoji);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Sticker.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Sticker();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.image = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.emoji = value;
                            else
                                message.emoji = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Sticker;
        })();

        v1.Chat = (function() {

            const Chat = function () {
                this.id = "";
                this.contactId = null;
                this.groupId = null;
                this.title = "";
                this.archived = false;
                this.pinnedOrder = 0;
                this.mutedUntilMs = 0;
                this.markedUnread = false;
                this.unreadCount = 0;
                this.expireTimerMs = 0;
                this.wallpaper = null;
                this.draft = null;
            };

            const peerMembers = ["contactId", "groupId"];

            Chat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.contactId != null)
                    writer.uint32(18).string(message.contactId);
                if (message.groupId != null)
                    writer.uint32(26).string(message.groupId);
                if (message.title != null && message.title !== "")
                    writer.uint32(34).string(message.title);
                if (message.archived != null && message.archived !== false)
                    writer.uint32(40).bool(message.archived);
                if (message.pinnedOrder != null && message.pinnedOrder !== 0)
                    writer.uint32(48).uint32(message.pinnedOrder);
                if (message.mutedUntilMs != null && (typeof message.mutedUntilMs === "object" ? message.mutedUntilMs.low || message.mutedUntilMs.high : message.mutedUntilMs !== 0))
                    writer.uint32(56).uint64(message.mutedUntilMs);
                if (message.markedUnread != null && message.markedUnread !== false)
                    writer.uint32(64).bool(message.markedUnread);
                if (message.unreadCount != null && message.unreadCount !== 0)
                    writer.uint32(72).uint32(message.unreadCount);
                if (message.expireTimerMs != null && (typeof message.expireTimerMs === "object" ? message.expireTimerMs.low || message.expireTimerMs.high : message.expireTimerMs !== 0))
                    writer.uint32(80).uint64(message.expireTimerMs);
                if (message.wallpaper != null)
                    $root.keepsake.v1.Attachment.encode(message.wallpaper, writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.draft != null)
                    $root.keepsake.v1.Text.encode(message.draft, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Chat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, member, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Chat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.contactId = reader.stringVerify();
                            if (member === $undefined ? _target : member !== "contactId")
                                for (const other of peerMembers)
                                    if (other !== "contactId")
                                        message[other] = null;
                            member = "contactId";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.groupId = reader.stringVerify();
                            if (member === $undefined ? _target : member !== "groupId")
                                for (const other of peerMembers)
                                    if (other !== "groupId")
                                        message[other] = null;
                            member = "groupId";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                message.title = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.archived = value;
                            else
                                message.archived = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pinnedOrder = value;
                            else
                                message.pinnedOrder = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.mutedUntilMs = value;
                            else
                                message.mutedUntilMs = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.markedUnread = value;
                            else
                                message.markedUnread = value;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unreadCount = value;
                            else
                                message.unreadCount = value;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expireTimerMs = value;
                            else
                                message.expireTimerMs = value;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.wallpaper = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.wallpaper);
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.draft = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.draft);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Chat;
        })();

        v1.Message = (function() {

            const Message = function () {
                this.id = "";
                this.chatId = "";
                this.authorId = "";
                this.sentAtMs = 0;
                this.receivedAtMs = 0;
                this.expiresAtMs = 0;
                this.expireTimerMs = 0;
                this.quote = null;
                this.reactions = $none;
                this.edits = $none;
                this.editedAtMs = 0;
                this.edited = false;
                this.forward = null;
                this.starred = false;
                this.pinnedUntilMs = 0;
                this.receipts = $none;
                this.text = null;
                this.media = null;
                this.sticker = null;
                this.location = null;
                this.liveLocation = null;
                this.contactCards = null;
                this.poll = null;
                this.event = null;
                this.call = null;
                this.system = null;
                this.deleted = null;
                this.viewOnce = null;
            };

            const contentMembers = ["text", "media", "sticker", "location", "liveLocation", "contactCards", "poll", "event", "call", "system", "deleted", "viewOnce"];

            Message.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.chatId != null && message.chatId !== "")
                    writer.uint32(18).string(message.chatId);
                if (message.authorId != null && message.authorId !== "")
                    writer.uint32(26).string(message.authorId);
                if (message.sentAtMs != null && (typeof message.sentAtMs === "object" ? message.sentAtMs.low || message.sentAtMs.high : message.sentAtMs !== 0))
                    writer.uint32(32).uint64(message.sentAtMs);
                if (message.receivedAtMs != null && (typeof message.receivedAtMs === "object" ? message.receivedAtMs.low || message.receivedAtMs.high : message.receivedAtMs !== 0))
                    writer.uint32(40).uint64(message.receivedAtMs);
                if (message.expiresAtMs != null && (typeof message.expiresAtMs === "object" ? message.expiresAtMs.low || message.expiresAtMs.high : message.expiresAtMs !== 0))
                    writer.uint32(48).uint64(message.expiresAtMs);
                if (message.expireTimerMs != null && (typeof message.expireTimerMs === "object" ? message.expireTimerMs.low || message.expireTimerMs.high : message.expireTimerMs !== 0))
                    writer.uint32(56).uint64(message.expireTimerMs);
                if (message.quote != null)
                    $root.keepsake.v1.Quote.encode(message.quote, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.reactions != null && message.reactions.length)
                    for (let i = 0; i < message.reactions.length; ++i)
                        $root.keepsake.v1.Reaction.encode(message.reactions[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.edits != null && message.edits.length)
                    for (let i = 0; i < message.edits.length; ++i)
                        $root.keepsake.v1.Edit.encode(message.edits[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.editedAtMs != null && (typeof message.editedAtMs === "object" ? message.editedAtMs.low || message.editedAtMs.high : message.editedAtMs !== 0))
                    writer.uint32(88).uint64(message.editedAtMs);
                if (message.edited != null && message.edited !== false)
                    writer.uint32(96).bool(message.edited);
                if (message.forward != null)
                    $root.keepsake.v1.Forward.encode(message.forward, writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.starred != null && message.starred !== false)
                    writer.uint32(112).bool(message.starred);
                if (message.pinnedUntilMs != null && (typeof message.pinnedUntilMs === "object" ? message.pinnedUntilMs.low || message.pinnedUntilMs.high : message.pinnedUntilMs !== 0))
                    writer.uint32(120).uint64(message.pinnedUntilMs);
                if (message.receipts != null && message.receipts.length)
                    for (let i = 0; i < message.receipts.length; ++i)
                        $root.keepsake.v1.Receipt.encode(message.receipts[i], writer.uint32(130).fork(), _depth + 1).ldelim();
                if (message.text != null)
                    $root.keepsake.v1.TextContent.encode(message.text, writer.uint32(162).fork(), _depth + 1).ldelim();
                if (message.media != null)
                    $root.keepsake.v1.MediaContent.encode(message.media, writer.uint32(170).fork(), _depth + 1).ldelim();
                if (message.sticker != null)
                    $root.keepsake.v1.StickerContent.encode(message.sticker, writer.uint32(178).fork(), _depth + 1).ldelim();
                if (message.location != null)
                    $root.keepsake.v1.LocationContent.encode(message.location, writer.uint32(186).fork(), _depth + 1).ldelim();
                if (message.liveLocation != null)
                    $root.keepsake.v1.LiveLocationContent.encode(message.liveLocation, writer.uint32(194).fork(), _depth + 1).ldelim();
                if (message.contactCards != null)
                    $root.keepsake.v1.ContactCardContent.encode(message.contactCards, writer.uint32(202).fork(), _depth + 1).ldelim();
                if (message.poll != null)
                    $root.keepsake.v1.PollContent.encode(message.poll, writer.uint32(210).fork(), _depth + 1).ldelim();
                if (message.event != null)
                    $root.keepsake.v1.EventContent.encode(message.event, writer.uint32(218).fork(), _depth + 1).ldelim();
                if (message.call != null)
                    $root.keepsake.v1.CallContent.encode(message.call, writer.uint32(226).fork(), _depth + 1).ldelim();
                if (message.system != null)
                    $root.keepsake.v1.SystemContent.encode(message.system, writer.uint32(234).fork(), _depth + 1).ldelim();
                if (message.deleted != null)
                    $root.keepsake.v1.DeletedContent.encode(message.deleted, writer.uint32(242).fork(), _depth + 1).ldelim();
                if (message.viewOnce != null)
                    $root.keepsake.v1.ViewOnceContent.encode(message.viewOnce, writer.uint32(250).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Message.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, member, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Message();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.chatId = value;
                            else
                                message.chatId = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authorId = value;
                            else
                                message.authorId = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sentAtMs = value;
                            else
                                message.sentAtMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.receivedAtMs = value;
                            else
                                message.receivedAtMs = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresAtMs = value;
                            else
                                message.expiresAtMs = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expireTimerMs = value;
                            else
                                message.expireTimerMs = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.quote = $root.keepsake.v1.Quote.decode(reader, reader.size(), $undefined, _depth + 1, message.quote);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (message.reactions === $none)
                                message.reactions = [];
                            message.reactions.push($root.keepsake.v1.Reaction.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (message.edits === $none)
                                message.edits = [];
                            message.edits.push($root.keepsake.v1.Edit.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.editedAtMs = value;
                            else
                                message.editedAtMs = value;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.edited = value;
                            else
                                message.edited = value;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.forward = $root.keepsake.v1.Forward.decode(reader, reader.size(), $undefined, _depth + 1, message.forward);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.starred = value;
                            else
                                message.starred = value;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.pinnedUntilMs = value;
                            else
                                message.pinnedUntilMs = value;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if (message.receipts === $none)
                                message.receipts = [];
                            message.receipts.push($root.keepsake.v1.Receipt.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.text = $root.keepsake.v1.TextContent.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
                            if (member === $undefined ? _target : member !== "text")
                                for (const other of contentMembers)
                                    if (other !== "text")
                                        message[other] = null;
                            member = "text";
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            message.media = $root.keepsake.v1.MediaContent.decode(reader, reader.size(), $undefined, _depth + 1, message.media);
                            if (member === $undefined ? _target : member !== "media")
                                for (const other of contentMembers)
                                    if (other !== "media")
                                        message[other] = null;
                            member = "media";
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            message.sticker = $root.keepsake.v1.StickerContent.decode(reader, reader.size(), $undefined, _depth + 1, message.sticker);
                            if (member === $undefined ? _target : member !== "sticker")
                                for (const other of contentMembers)
                                    if (other !== "sticker")
                                        message[other] = null;
                            member = "sticker";
                            continue;
                        }
                    case 23: {
                            if (wireType !== 2)
                                break;
                            message.location = $root.keepsake.v1.LocationContent.decode(reader, reader.size(), $undefined, _depth + 1, message.location);
                            if (member === $undefined ? _target : member !== "location")
                                for (const other of contentMembers)
                                    if (other !== "location")
                                        message[other] = null;
                            member = "location";
                            continue;
                        }
                    case 24: {
                            if (wireType !== 2)
                                break;
                            message.liveLocation = $root.keepsake.v1.LiveLocationContent.decode(reader, reader.size(), $undefined, _depth + 1, message.liveLocation);
                            if (member === $undefined ? _target : member !== "liveLocation")
                                for (const other of contentMembers)
                                    if (other !== "liveLocation")
                                        message[other] = null;
                            member = "liveLocation";
                            continue;
                        }
                    case 25: {
                            if (wireType !== 2)
                                break;
                            message.contactCards = $root.keepsake.v1.ContactCardContent.decode(reader, reader.size(), $undefined, _depth + 1, message.contactCards);
                            if (member === $undefined ? _target : member !== "contactCards")
                                for (const other of contentMembers)
                                    if (other !== "contactCards")
                                        message[other] = null;
                            member = "contactCards";
                            continue;
                        }
                    case 26: {
                            if (wireType !== 2)
                                break;
                            message.poll = $root.keepsake.v1.PollContent.decode(reader, reader.size(), $undefined, _depth + 1, message.poll);
                            if (member === $undefined ? _target : member !== "poll")
                                for (const other of contentMembers)
                                    if (other !== "poll")
                                        message[other] = null;
                            member = "poll";
                            continue;
                        }
                    case 27: {
                            if (wireType !== 2)
                                break;
                            message.event = $root.keepsake.v1.EventContent.decode(reader, reader.size(), $undefined, _depth + 1, message.event);
                            if (member === $undefined ? _target : member !== "event")
                                for (const other of contentMembers)
                                    if (other !== "event")
                                        message[other] = null;
                            member = "event";
                            continue;
                        }
                    case 28: {
                            if (wireType !== 2)
                                break;
                            message.call = $root.keepsake.v1.CallContent.decode(reader, reader.size(), $undefined, _depth + 1, message.call);
                            if (member === $undefined ? _target : member !== "call")
                                for (const other of contentMembers)
                                    if (other !== "call")
                                        message[other] = null;
                            member = "call";
                            continue;
                        }
                    case 29: {
                            if (wireType !== 2)
                                break;
                            message.system = $root.keepsake.v1.SystemContent.decode(reader, reader.size(), $undefined, _depth + 1, message.system);
                            if (member === $undefined ? _target : member !== "system")
                                for (const other of contentMembers)
                                    if (other !== "system")
                                        message[other] = null;
                            member = "system";
                            continue;
                        }
                    case 30: {
                            if (wireType !== 2)
                                break;
                            message.deleted = $root.keepsake.v1.DeletedContent.decode(reader, reader.size(), $undefined, _depth + 1, message.deleted);
                            if (member === $undefined ? _target : member !== "deleted")
                                for (const other of contentMembers)
                                    if (other !== "deleted")
                                        message[other] = null;
                            member = "deleted";
                            continue;
                        }
                    case 31: {
                            if (wireType !== 2)
                                break;
                            message.viewOnce = $root.keepsake.v1.ViewOnceContent.decode(reader, reader.size(), $undefined, _depth + 1, message.viewOnce);
                            if (member === $undefined ? _target : member !== "viewOnce")
                                for (const other of contentMembers)
                                    if (other !== "viewOnce")
                                        message[other] = null;
                            member = "viewOnce";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Message;
        })();

        v1.Text = (function() {

            const Text = function () {
                this.body = "";
                this.styles = $none;
                this.mentions = $none;
            };

            Text.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.body != null && message.body !== "")
                    writer.uint32(10).string(message.body);
                if (message.styles != null && message.styles.length)
                    for (let i = 0; i < message.styles.length; ++i)
                        $root.keepsake.v1.TextStyle.encode(message.styles[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.mentions != null && message.mentions.length)
                    for (let i = 0; i < message.mentions.length; ++i)
                        $root.keepsake.v1.Mention.encode(message.mentions[i], writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Text.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Text();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.body = value;
                            else
                                message.body = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (message.styles === $none)
                                message.styles = [];
                            message.styles.push($root.keepsake.v1.TextStyle.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (message.mentions === $none)
                                message.mentions = [];
                            message.mentions.push($root.keepsake.v1.Mention.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Text;
        })();

        v1.TextStyle = (function() {

            const TextStyle = function () {
                this.start = 0;
                this.length = 0;
                this.style = 0;
            };

            TextStyle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && message.start !== 0)
                    writer.uint32(8).uint32(message.start);
                if (message.length != null && message.length !== 0)
                    writer.uint32(16).uint32(message.length);
                if (message.style != null && message.style !== 0)
                    writer.uint32(24).int32(message.style);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TextStyle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.TextStyle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                message.start = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                message.length = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.style = value;
                            else
                                message.style = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            TextStyle.Style = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "STYLE_UNSPECIFIED"] = 0;
                values[valuesById[1] = "STYLE_BOLD"] = 1;
                values[valuesById[2] = "STYLE_ITALIC"] = 2;
                values[valuesById[3] = "STYLE_STRIKETHROUGH"] = 3;
                values[valuesById[4] = "STYLE_MONOSPACE"] = 4;
                values[valuesById[5] = "STYLE_SPOILER"] = 5;
                values[valuesById[6] = "STYLE_QUOTE_BLOCK"] = 6;
                values[valuesById[7] = "STYLE_LIST"] = 7;
                return values;
            })();

            return TextStyle;
        })();

        v1.Mention = (function() {

            const Mention = function () {
                this.start = 0;
                this.length = 0;
                this.contactId = "";
            };

            Mention.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.start != null && message.start !== 0)
                    writer.uint32(8).uint32(message.start);
                if (message.length != null && message.length !== 0)
                    writer.uint32(16).uint32(message.length);
                if (message.contactId != null && message.contactId !== "")
                    writer.uint32(26).string(message.contactId);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Mention.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Mention();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.start = value;
                            else
                                message.start = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.length = value;
                            else
                                message.length = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.contactId = value;
                            else
                                message.contactId = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Mention;
        })();

        v1.TextContent = (function() {

            const TextContent = function () {
                this.text = null;
                this.linkPreviews = $none;
            };

            TextContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.text != null)
                    $root.keepsake.v1.Text.encode(message.text, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.linkPreviews != null && message.linkPreviews.length)
                    for (let i = 0; i < message.linkPreviews.length; ++i)
                        $root.keepsake.v1.LinkPreview.encode(message.linkPreviews[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            TextContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.TextContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.text = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (message.linkPreviews === $none)
                                message.linkPreviews = [];
                            message.linkPreviews.push($root.keepsake.v1.LinkPreview.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TextContent;
        })();

        v1.LinkPreview = (function() {

            const LinkPreview = function () {
                this.url = "";
                this.title = "";
                this.description = "";
                this.image = null;
            };

            LinkPreview.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.url != null && message.url !== "")
                    writer.uint32(10).string(message.url);
                if (message.title != null && message.title !== "")
                    writer.uint32(18).string(message.title);
                if (message.description != null && message.description !== "")
                    writer.uint32(26).string(message.description);
                if (message.image != null)
                    $root.keepsake.v1.Attachment.encode(message.image, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LinkPreview.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.LinkPreview();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.url = value;
                            else
                                message.url = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                message.title = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.description = value;
                            else
                                message.description = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.image = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LinkPreview;
        })();

        v1.MediaContent = (function() {

            const MediaContent = function () {
                this.attachments = $none;
                this.caption = null;
            };

            MediaContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.attachments != null && message.attachments.length)
                    for (let i = 0; i < message.attachments.length; ++i)
                        $root.keepsake.v1.Attachment.encode(message.attachments[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.caption != null)
                    $root.keepsake.v1.Text.encode(message.caption, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            MediaContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.MediaContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (message.attachments === $none)
                                message.attachments = [];
                            message.attachments.push($root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.caption = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.caption);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MediaContent;
        })();

        v1.Attachment = (function() {

            const Attachment = function () {
                this.id = "";
                this.kind = 0;
                this.object = null;
                this.missing = 0;
                this.mediaType = "";
                this.fileName = "";
                this.width = 0;
                this.height = 0;
                this.durationMs = 0;
                this.thumbnail = null;
                this.waveform = new Uint8Array();
            };

            Attachment.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.kind != null && message.kind !== 0)
                    writer.uint32(16).int32(message.kind);
                if (message.object != null)
                    $root.keepsake.v1.ObjectReference.encode(message.object, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.missing != null && message.missing !== 0)
                    writer.uint32(32).int32(message.missing);
                if (message.mediaType != null && message.mediaType !== "")
                    writer.uint32(42).string(message.mediaType);
                if (message.fileName != null && message.fileName !== "")
                    writer.uint32(50).string(message.fileName);
                if (message.width != null && message.width !== 0)
                    writer.uint32(56).uint32(message.width);
                if (message.height != null && message.height !== 0)
                    writer.uint32(64).uint32(message.height);
                if (message.durationMs != null && (typeof message.durationMs === "object" ? message.durationMs.low || message.durationMs.high : message.durationMs !== 0))
                    writer.uint32(72).uint64(message.durationMs);
                if (message.thumbnail != null)
                    $root.keepsake.v1.ObjectReference.encode(message.thumbnail, writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.waveform != null && message.waveform.length)
                    writer.uint32(90).bytes(message.waveform);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Attachment.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Attachment();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                message.kind = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.object = $root.keepsake.v1.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1, message.object);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.missing = value;
                            else
                                message.missing = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mediaType = value;
                            else
                                message.mediaType = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.fileName = value;
                            else
                                message.fileName = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.width = value;
                            else
                                message.width = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.height = value;
                            else
                                message.height = value;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.durationMs = value;
                            else
                                message.durationMs = value;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.thumbnail = $root.keepsake.v1.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1, message.thumbnail);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.waveform = value;
                            else
                                message.waveform = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Attachment.Kind = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "KIND_UNSPECIFIED"] = 0;
                values[valuesById[1] = "KIND_PHOTO"] = 1;
                values[valuesById[2] = "KIND_VIDEO"] = 2;
                values[valuesById[3] = "KIND_GIF"] = 3;
                values[valuesById[4] = "KIND_VOICE_NOTE"] = 4;
                values[valuesById[5] = "KIND_AUDIO"] = 5;
                values[valuesById[6] = "KIND_DOCUMENT"] = 6;
                values[valuesById[7] = "KIND_STICKER"] = 7;
                values[valuesById[8] = "KIND_IMAGE"] = 8;
                return values;
            })();

            Attachment.Missing = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "MISSING_UNSPECIFIED"] = 0;
                values[valuesById[1] = "MISSING_OMITTED"] = 1;
                values[valuesById[2] = "MISSING_LOST"] = 2;
                values[valuesById[3] = "MISSING_EXCLUDED"] = 3;
                return values;
            })();

            return Attachment;
        })();

        v1.StickerContent = (function() {

            const StickerContent = function () {
                this.image = null;
                this.emoji = "";
                this.stickerPackId = "";
            };

            StickerContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.image != null)
                    $root.keepsake.v1.Attachment.encode(message.image, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.emoji != null && message.emoji !== "")
                    writer.uint32(18).string(message.emoji);
                if (message.stickerPackId != null && message.stickerPackId !== "")
                    writer.uint32(26).string(message.stickerPackId);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            StickerContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.StickerContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.image = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.emoji = value;
                            else
                                message.emoji = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stickerPackId = value;
                            else
                                message.stickerPackId = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StickerContent;
        })();

        v1.Location = (function() {

            const Location = function () {
                this.latitude = 0;
                this.longitude = 0;
                this.name = "";
                this.address = "";
                this.accuracy = 0;
            };

            Location.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.latitude != null && !$Object.is(message.latitude, 0))
                    writer.uint32(9).double(message.latitude);
                if (message.longitude != null && !$Object.is(message.longitude, 0))
                    writer.uint32(17).double(message.longitude);
                if (message.name != null && message.name !== "")
                    writer.uint32(26).string(message.name);
                if (message.address != null && message.address !== "")
                    writer.uint32(34).string(message.address);
                if (message.accuracy != null && !$Object.is(message.accuracy, 0))
                    writer.uint32(41).double(message.accuracy);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Location.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Location();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.latitude = value;
                            else
                                message.latitude = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.longitude = value;
                            else
                                message.longitude = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                message.name = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                message.address = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.accuracy = value;
                            else
                                message.accuracy = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Location;
        })();

        v1.LocationContent = (function() {

            const LocationContent = function () {
                this.location = null;
            };

            LocationContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.location != null)
                    $root.keepsake.v1.Location.encode(message.location, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LocationContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.LocationContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.location = $root.keepsake.v1.Location.decode(reader, reader.size(), $undefined, _depth + 1, message.location);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LocationContent;
        })();

        v1.LiveLocationContent = (function() {

            const LiveLocationContent = function () {
                this.last = null;
                this.endedAtMs = 0;
                this.caption = null;
            };

            LiveLocationContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.last != null)
                    $root.keepsake.v1.Location.encode(message.last, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.endedAtMs != null && (typeof message.endedAtMs === "object" ? message.endedAtMs.low || message.endedAtMs.high : message.endedAtMs !== 0))
                    writer.uint32(16).uint64(message.endedAtMs);
                if (message.caption != null)
                    $root.keepsake.v1.Text.encode(message.caption, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            LiveLocationContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.LiveLocationContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.last = $root.keepsake.v1.Location.decode(reader, reader.size(), $undefined, _depth + 1, message.last);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.endedAtMs = value;
                            else
                                message.endedAtMs = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.caption = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.caption);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LiveLocationContent;
        })();

        v1.ContactCardContent = (function() {

            const ContactCardContent = function () {
                this.cards = $none;
            };

            ContactCardContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cards != null && message.cards.length)
                    for (let i = 0; i < message.cards.length; ++i)
                        $root.keepsake.v1.ContactCard.encode(message.cards[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ContactCardContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ContactCardContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (message.cards === $none)
                                message.cards = [];
                            message.cards.push($root.keepsake.v1.ContactCard.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ContactCardContent;
        })();

        v1.ContactCard = (function() {

            const ContactCard = function () {
                this.displayName = "";
                this.vcard = "";
                this.phoneNumbers = $none;
                this.file = null;
            };

            ContactCard.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.displayName != null && message.displayName !== "")
                    writer.uint32(10).string(message.displayName);
                if (message.vcard != null && message.vcard !== "")
                    writer.uint32(18).string(message.vcard);
                if (message.phoneNumbers != null && message.phoneNumbers.length)
                    for (let i = 0; i < message.phoneNumbers.length; ++i)
                        writer.uint32(26).string(message.phoneNumbers[i]);
                if (message.file != null)
                    $root.keepsake.v1.Attachment.encode(message.file, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ContactCard.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ContactCard();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.displayName = value;
                            else
                                message.displayName = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.vcard = value;
                            else
                                message.vcard = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (message.phoneNumbers === $none)
                                message.phoneNumbers = [];
                            message.phoneNumbers.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.file = $root.keepsake.v1.Attachment.decode(reader, reader.size(), $undefined, _depth + 1, message.file);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ContactCard;
        })();

        v1.PollContent = (function() {

            const PollContent = function () {
                this.question = "";
                this.options = $none;
                this.maxChoices = 0;
                this.endsAtMs = 0;
                this.closed = false;
            };

            PollContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.question != null && message.question !== "")
                    writer.uint32(10).string(message.question);
                if (message.options != null && message.options.length)
                    for (let i = 0; i < message.options.length; ++i)
                        $root.keepsake.v1.PollOption.encode(message.options[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.maxChoices != null && message.maxChoices !== 0)
                    writer.uint32(24).uint32(message.maxChoices);
                if (message.endsAtMs != null && (typeof message.endsAtMs === "object" ? message.endsAtMs.low || message.endsAtMs.high : message.endsAtMs !== 0))
                    writer.uint32(32).uint64(message.endsAtMs);
                if (message.closed != null && message.closed !== false)
                    writer.uint32(40).bool(message.closed);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PollContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.PollContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.question = value;
                            else
                                message.question = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (message.options === $none)
                                message.options = [];
                            message.options.push($root.keepsake.v1.PollOption.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxChoices = value;
                            else
                                message.maxChoices = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.endsAtMs = value;
                            else
                                message.endsAtMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.closed = value;
                            else
                                message.closed = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PollContent;
        })();

        v1.PollOption = (function() {

            const PollOption = function () {
                this.text = "";
                this.voterIds = $none;
                this.anonymousVotes = 0;
            };

            PollOption.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.text != null && message.text !== "")
                    writer.uint32(10).string(message.text);
                if (message.voterIds != null && message.voterIds.length)
                    for (let i = 0; i < message.voterIds.length; ++i)
                        writer.uint32(18).string(message.voterIds[i]);
                if (message.anonymousVotes != null && message.anonymousVotes !== 0)
                    writer.uint32(24).uint32(message.anonymousVotes);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PollOption.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.PollOption();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                message.text = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (message.voterIds === $none)
                                message.voterIds = [];
                            message.voterIds.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.anonymousVotes = value;
                            else
                                message.anonymousVotes = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PollOption;
        })();

        v1.EventContent = (function() {

            const EventContent = function () {
                this.title = "";
                this.description = "";
                this.startsAtMs = 0;
                this.endsAtMs = 0;
                this.location = null;
                this.canceled = false;
                this.responses = $none;
            };

            EventContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.title != null && message.title !== "")
                    writer.uint32(10).string(message.title);
                if (message.description != null && message.description !== "")
                    writer.uint32(18).string(message.description);
                if (message.startsAtMs != null && (typeof message.startsAtMs === "object" ? message.startsAtMs.low || message.startsAtMs.high : message.startsAtMs !== 0))
                    writer.uint32(24).uint64(message.startsAtMs);
                if (message.endsAtMs != null && (typeof message.endsAtMs === "object" ? message.endsAtMs.low || message.endsAtMs.high : message.endsAtMs !== 0))
                    writer.uint32(32).uint64(message.endsAtMs);
                if (message.location != null)
                    $root.keepsake.v1.Location.encode(message.location, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.canceled != null && message.canceled !== false)
                    writer.uint32(48).bool(message.canceled);
                if (message.responses != null && message.responses.length)
                    for (let i = 0; i < message.responses.length; ++i)
                        $root.keepsake.v1.EventResponse.encode(message.responses[i], writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EventContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.EventContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.title = value;
                            else
                                message.title = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.description = value;
                            else
                                message.description = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.startsAtMs = value;
                            else
                                message.startsAtMs = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.endsAtMs = value;
                            else
                                message.endsAtMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.location = $root.keepsake.v1.Location.decode(reader, reader.size(), $undefined, _depth + 1, message.location);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.canceled = value;
                            else
                                message.canceled = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (message.responses === $none)
                                message.responses = [];
                            message.responses.push($root.keepsake.v1.EventResponse.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EventContent;
        })();

        v1.EventResponse = (function() {

            const EventResponse = function () {
                this.contactId = "";
                this.answer = 0;
            };

            EventResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.contactId != null && message.contactId !== "")
                    writer.uint32(10).string(message.contactId);
                if (message.answer != null && message.answer !== 0)
                    writer.uint32(16).int32(message.answer);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EventResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.EventResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.contactId = value;
                            else
                                message.contactId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.answer = value;
                            else
                                message.answer = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            EventResponse.Answer = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ANSWER_UNSPECIFIED"] = 0;
                values[valuesById[1] = "ANSWER_GOING"] = 1;
                values[valuesById[2] = "ANSWER_NOT_GOING"] = 2;
                values[valuesById[3] = "ANSWER_MAYBE"] = 3;
                return values;
            })();

            return EventResponse;
        })();

        v1.CallContent = (function() {

            const CallContent = function () {
                this.summary = null;
            };

            CallContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.summary != null)
                    $root.keepsake.v1.CallSummary.encode(message.summary, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CallContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.CallContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.summary = $root.keepsake.v1.CallSummary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CallContent;
        })();

        v1.CallSummary = (function() {

            const CallSummary = function () {
                this.medium = 0;
                this.outcome = 0;
                this.durationMs = 0;
                this.groupCall = false;
            };

            CallSummary.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.medium != null && message.medium !== 0)
                    writer.uint32(8).int32(message.medium);
                if (message.outcome != null && message.outcome !== 0)
                    writer.uint32(16).int32(message.outcome);
                if (message.durationMs != null && (typeof message.durationMs === "object" ? message.durationMs.low || message.durationMs.high : message.durationMs !== 0))
                    writer.uint32(24).uint64(message.durationMs);
                if (message.groupCall != null && message.groupCall !== false)
                    writer.uint32(32).bool(message.groupCall);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            CallSummary.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.CallSummary();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.medium = value;
                            else
                                message.medium = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                message.outcome = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.durationMs = value;
                            else
                                message.durationMs = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.groupCall = value;
                            else
                                message.groupCall = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            CallSummary.Medium = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "MEDIUM_UNSPECIFIED"] = 0;
                values[valuesById[1] = "MEDIUM_VOICE"] = 1;
                values[valuesById[2] = "MEDIUM_VIDEO"] = 2;
                return values;
            })();

            CallSummary.Outcome = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "OUTCOME_UNSPECIFIED"] = 0;
                values[valuesById[1] = "OUTCOME_ANSWERED"] = 1;
                values[valuesById[2] = "OUTCOME_MISSED"] = 2;
                values[valuesById[3] = "OUTCOME_DECLINED"] = 3;
                values[valuesById[4] = "OUTCOME_CANCELED"] = 4;
                return values;
            })();

            return CallSummary;
        })();

        v1.Call = (function() {

            const Call = function () {
                this.id = "";
                this.receivedAtMs = 0;
                this.initiatorId = "";
                this.participantIds = $none;
                this.chatId = "";
                this.summary = null;
            };

            Call.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.receivedAtMs != null && (typeof message.receivedAtMs === "object" ? message.receivedAtMs.low || message.receivedAtMs.high : message.receivedAtMs !== 0))
                    writer.uint32(16).uint64(message.receivedAtMs);
                if (message.initiatorId != null && message.initiatorId !== "")
                    writer.uint32(26).string(message.initiatorId);
                if (message.participantIds != null && message.participantIds.length)
                    for (let i = 0; i < message.participantIds.length; ++i)
                        writer.uint32(34).string(message.participantIds[i]);
                if (message.chatId != null && message.chatId !== "")
                    writer.uint32(42).string(message.chatId);
                if (message.summary != null)
                    $root.keepsake.v1.CallSummary.encode(message.summary, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Call.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Call();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.receivedAtMs = value;
                            else
                                message.receivedAtMs = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.initiatorId = value;
                            else
                                message.initiatorId = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.participantIds === $none)
                                message.participantIds = [];
                            message.participantIds.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.chatId = value;
                            else
                                message.chatId = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.summary = $root.keepsake.v1.CallSummary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Call;
        })();

        v1.SystemContent = (function() {

            const SystemContent = function () {
                this.kind = 0;
                this.text = "";
                this.actorId = "";
                this.subjectIds = $none;
            };

            SystemContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && message.kind !== 0)
                    writer.uint32(8).int32(message.kind);
                if (message.text != null && message.text !== "")
                    writer.uint32(18).string(message.text);
                if (message.actorId != null && message.actorId !== "")
                    writer.uint32(26).string(message.actorId);
                if (message.subjectIds != null && message.subjectIds.length)
                    for (let i = 0; i < message.subjectIds.length; ++i)
                        writer.uint32(34).string(message.subjectIds[i]);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SystemContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.SystemContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                message.kind = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                message.text = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.actorId = value;
                            else
                                message.actorId = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.subjectIds === $none)
                                message.subjectIds = [];
                            message.subjectIds.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            SystemContent.Kind = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "KIND_UNSPECIFIED"] = 0;
                values[valuesById[1] = "KIND_ENCRYPTION_NOTICE"] = 1;
                values[valuesById[2] = "KIND_GROUP_CREATED"] = 2;
                values[valuesById[3] = "KIND_MEMBER_ADDED"] = 3;
                values[valuesById[4] = "KIND_MEMBER_REMOVED"] = 4;
                values[valuesById[5] = "KIND_MEMBER_LEFT"] = 5;
                values[valuesById[6] = "KIND_MEMBER_JOINED"] = 6;
                values[valuesById[7] = "KIND_SUBJECT_CHANGED"] = 7;
                values[valuesById[8] = "KIND_AVATAR_CHANGED"] = 8;
                values[valuesById[9] = "KIND_DESCRIPTION_CHANGED"] = 9;
                values[valuesById[10] = "KIND_KEY_CHANGED"] = 10;
                values[valuesById[11] = "KIND_NUMBER_CHANGED"] = 11;
                values[valuesById[12] = "KIND_ADMIN_CHANGED"] = 12;
                values[valuesById[13] = "KIND_EXPIRE_TIMER_CHANGED"] = 13;
                values[valuesById[14] = "KIND_MESSAGE_PINNED"] = 14;
                values[valuesById[15] = "KIND_BLOCKED_CHANGED"] = 15;
                return values;
            })();

            return SystemContent;
        })();

        v1.DeletedContent = (function() {

            const DeletedContent = function () {
                this.deletedBy = "";
                this.deletedAtMs = 0;
            };

            DeletedContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deletedBy != null && message.deletedBy !== "")
                    writer.uint32(10).string(message.deletedBy);
                if (message.deletedAtMs != null && (typeof message.deletedAtMs === "object" ? message.deletedAtMs.low || message.deletedAtMs.high : message.deletedAtMs !== 0))
                    writer.uint32(16).uint64(message.deletedAtMs);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DeletedContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.DeletedContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.deletedBy = value;
                            else
                                message.deletedBy = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.deletedAtMs = value;
                            else
                                message.deletedAtMs = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeletedContent;
        })();

        v1.ViewOnceContent = (function() {

            const ViewOnceContent = function () {
                this.kind = 0;
                this.viewed = false;
            };

            ViewOnceContent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && message.kind !== 0)
                    writer.uint32(8).int32(message.kind);
                if (message.viewed != null && message.viewed !== false)
                    writer.uint32(16).bool(message.viewed);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ViewOnceContent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ViewOnceContent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                message.kind = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.viewed = value;
                            else
                                message.viewed = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ViewOnceContent;
        })();

        v1.Quote = (function() {

            const Quote = function () {
                this.messageId = "";
                this.authorId = "";
                this.text = null;
                this.attachmentKind = 0;
            };

            Quote.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.messageId != null && message.messageId !== "")
                    writer.uint32(10).string(message.messageId);
                if (message.authorId != null && message.authorId !== "")
                    writer.uint32(18).string(message.authorId);
                if (message.text != null)
                    $root.keepsake.v1.Text.encode(message.text, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.attachmentKind != null && message.attachmentKind !== 0)
                    writer.uint32(32).int32(message.attachmentKind);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Quote.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Quote();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.messageId = value;
                            else
                                message.messageId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authorId = value;
                            else
                                message.authorId = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.text = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.attachmentKind = value;
                            else
                                message.attachmentKind = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Quote;
        })();

        v1.Reaction = (function() {

            const Reaction = function () {
                this.authorId = "";
                this.emoji = "";
                this.sentAtMs = 0;
            };

            Reaction.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.authorId != null && message.authorId !== "")
                    writer.uint32(10).string(message.authorId);
                if (message.emoji != null && message.emoji !== "")
                    writer.uint32(18).string(message.emoji);
                if (message.sentAtMs != null && (typeof message.sentAtMs === "object" ? message.sentAtMs.low || message.sentAtMs.high : message.sentAtMs !== 0))
                    writer.uint32(24).uint64(message.sentAtMs);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Reaction.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Reaction();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.authorId = value;
                            else
                                message.authorId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.emoji = value;
                            else
                                message.emoji = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sentAtMs = value;
                            else
                                message.sentAtMs = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reaction;
        })();

        v1.Edit = (function() {

            const Edit = function () {
                this.replacedAtMs = 0;
                this.text = null;
            };

            Edit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.replacedAtMs != null && (typeof message.replacedAtMs === "object" ? message.replacedAtMs.low || message.replacedAtMs.high : message.replacedAtMs !== 0))
                    writer.uint32(8).uint64(message.replacedAtMs);
                if (message.text != null)
                    $root.keepsake.v1.Text.encode(message.text, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Edit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Edit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.replacedAtMs = value;
                            else
                                message.replacedAtMs = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.text = $root.keepsake.v1.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Edit;
        })();

        v1.Forward = (function() {

            const Forward = function () {
                this.hops = 0;
                this.originalAuthor = "";
            };

            Forward.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hops != null && message.hops !== 0)
                    writer.uint32(8).uint32(message.hops);
                if (message.originalAuthor != null && message.originalAuthor !== "")
                    writer.uint32(18).string(message.originalAuthor);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Forward.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Forward();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hops = value;
                            else
                                message.hops = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.originalAuthor = value;
                            else
                                message.originalAuthor = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Forward;
        })();

        v1.Receipt = (function() {

            const Receipt = function () {
                this.contactId = "";
                this.status = 0;
                this.atMs = 0;
            };

            Receipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.contactId != null && message.contactId !== "")
                    writer.uint32(10).string(message.contactId);
                if (message.status != null && message.status !== 0)
                    writer.uint32(16).int32(message.status);
                if (message.atMs != null && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(24).uint64(message.atMs);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Receipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Receipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.contactId = value;
                            else
                                message.contactId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.status = value;
                            else
                                message.status = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                message.atMs = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            Receipt.Status = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "STATUS_UNSPECIFIED"] = 0;
                values[valuesById[1] = "STATUS_PENDING"] = 1;
                values[valuesById[2] = "STATUS_SENT"] = 2;
                values[valuesById[3] = "STATUS_DELIVERED"] = 3;
                values[valuesById[4] = "STATUS_READ"] = 4;
                values[valuesById[5] = "STATUS_PLAYED"] = 5;
                values[valuesById[6] = "STATUS_FAILED"] = 6;
                return values;
            })();

            return Receipt;
        })();

        v1.ObjectReference = (function() {

            const ObjectReference = function () {
                this.id = new Uint8Array();
                this.key = new Uint8Array();
                this.length = 0;
                this.digest = new Uint8Array();
            };

            ObjectReference.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id.length)
                    writer.uint32(10).bytes(message.id);
                if (message.key != null && message.key.length)
                    writer.uint32(18).bytes(message.key);
                if (message.length != null && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                    writer.uint32(24).uint64(message.length);
                if (message.digest != null && message.digest.length)
                    writer.uint32(34).bytes(message.digest);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ObjectReference.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.ObjectReference();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                message.key = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.length = value;
                            else
                                message.length = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.digest = value;
                            else
                                message.digest = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ObjectReference;
        })();

        v1.DeviceState = (function() {

            const DeviceState = function () {
                this.vaultId = new Uint8Array();
                this.epoch = 0;
                this.rootKey = new Uint8Array();
                this.headerRevision = 0;
                this.headerDigest = new Uint8Array();
                this.snapshotSequence = 0;
                this.snapshotDigest = new Uint8Array();
                this.writerId = new Uint8Array();
                this.slotKeks = $none;
            };

            DeviceState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vaultId != null && message.vaultId.length)
                    writer.uint32(10).bytes(message.vaultId);
                if (message.epoch != null && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(16).uint64(message.epoch);
                if (message.rootKey != null && message.rootKey.length)
                    writer.uint32(26).bytes(message.rootKey);
                if (message.headerRevision != null && (typeof message.headerRevision === "object" ? message.headerRevision.low || message.headerRevision.high : message.headerRevision !== 0))
                    writer.uint32(32).uint64(message.headerRevision);
                if (message.headerDigest != null && message.headerDigest.length)
                    writer.uint32(42).bytes(message.headerDigest);
                if (message.snapshotSequence != null && (typeof message.snapshotSequence === "object" ? message.snapshotSequence.low || message.snapshotSequence.high : message.snapshotSequence !== 0))
                    writer.uint32(48).uint64(message.snapshotSequence);
                if (message.snapshotDigest != null && message.snapshotDigest.length)
                    writer.uint32(58).bytes(message.snapshotDigest);
                if (message.writerId != null && message.writerId.length)
                    writer.uint32(66).bytes(message.writerId);
                if (message.slotKeks != null && message.slotKeks.length)
                    for (let i = 0; i < message.slotKeks.length; ++i)
                        $root.keepsake.v1.SlotKek.encode(message.slotKeks[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            DeviceState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.DeviceState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.vaultId = value;
                            else
                                message.vaultId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                message.epoch = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.rootKey = value;
                            else
                                message.rootKey = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.headerRevision = value;
                            else
                                message.headerRevision = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.headerDigest = value;
                            else
                                message.headerDigest = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.snapshotSequence = value;
                            else
                                message.snapshotSequence = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.snapshotDigest = value;
                            else
                                message.snapshotDigest = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.writerId = value;
                            else
                                message.writerId = value;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (message.slotKeks === $none)
                                message.slotKeks = [];
                            message.slotKeks.push($root.keepsake.v1.SlotKek.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeviceState;
        })();

        v1.SlotKek = (function() {

            const SlotKek = function () {
                this.slotId = new Uint8Array();
                this.kek = new Uint8Array();
            };

            SlotKek.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.slotId != null && message.slotId.length)
                    writer.uint32(10).bytes(message.slotId);
                if (message.kek != null && message.kek.length)
                    writer.uint32(18).bytes(message.kek);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SlotKek.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.SlotKek();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.slotId = value;
                            else
                                message.slotId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kek = value;
                            else
                                message.kek = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SlotKek;
        })();

        v1.Header = (function() {

            const Header = function () {
                this.vaultId = new Uint8Array();
                this.epoch = 0;
                this.revision = 0;
                this.prfSalt = new Uint8Array();
                this.slots = $none;
                this.sealedDetails = new Uint8Array();
                this.requiredFeatures = $none;
            };

            Header.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.vaultId != null && message.vaultId.length)
                    writer.uint32(10).bytes(message.vaultId);
                if (message.epoch != null && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(16).uint64(message.epoch);
                if (message.revision != null && (typeof message.revision === "object" ? message.revision.low || message.revision.high : message.revision !== 0))
                    writer.uint32(24).uint64(message.revision);
                if (message.prfSalt != null && message.prfSalt.length)
                    writer.uint32(34).bytes(message.prfSalt);
                if (message.slots != null && message.slots.length)
                    for (let i = 0; i < message.slots.length; ++i)
                        $root.keepsake.v1.KeySlot.encode(message.slots[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.sealedDetails != null && message.sealedDetails.length)
                    writer.uint32(50).bytes(message.sealedDetails);
                if (message.requiredFeatures != null && message.requiredFeatures.length)
                    writer.uint32(58).uint32s(message.requiredFeatures);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Header.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Header();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.vaultId = value;
                            else
                                message.vaultId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                message.epoch = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revision = value;
                            else
                                message.revision = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.prfSalt = value;
                            else
                                message.prfSalt = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (message.slots === $none)
                                message.slots = [];
                            message.slots.push($root.keepsake.v1.KeySlot.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedDetails = value;
                            else
                                message.sealedDetails = value;
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (message.requiredFeatures === $none)
                                    message.requiredFeatures = [];
                                reader.uint32s(message.requiredFeatures);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (message.requiredFeatures === $none)
                                message.requiredFeatures = [];
                            message.requiredFeatures.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Header;
        })();

        v1.KeySlot = (function() {

            const KeySlot = function () {
                this.info = new Uint8Array();
                this.sealedRootKey = new Uint8Array();
            };

            KeySlot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.info != null && message.info.length)
                    writer.uint32(10).bytes(message.info);
                if (message.sealedRootKey != null && message.sealedRootKey.length)
                    writer.uint32(18).bytes(message.sealedRootKey);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            KeySlot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.KeySlot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.info = value;
                            else
                                message.info = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sealedRootKey = value;
                            else
                                message.sealedRootKey = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return KeySlot;
        })();

        v1.SlotInfo = (function() {

            const SlotInfo = function () {
                this.slotId = new Uint8Array();
                this.salt = new Uint8Array();
                this.recoveryKey = null;
                this.passkey = null;
            };

            const kindMembers = ["recoveryKey", "passkey"];

            SlotInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.slotId != null && message.slotId.length)
                    writer.uint32(10).bytes(message.slotId);
                if (message.salt != null && message.salt.length)
                    writer.uint32(18).bytes(message.salt);
                if (message.recoveryKey != null)
                    $root.keepsake.v1.RecoveryKeySlot.encode(message.recoveryKey, writer.uint32(130).fork(), _depth + 1).ldelim();
                if (message.passkey != null)
                    $root.keepsake.v1.PasskeySlot.encode(message.passkey, writer.uint32(138).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SlotInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, member, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.SlotInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.slotId = value;
                            else
                                message.slotId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.salt = value;
                            else
                                message.salt = value;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.recoveryKey = $root.keepsake.v1.RecoveryKeySlot.decode(reader, reader.size(), $undefined, _depth + 1, message.recoveryKey);
                            if (member === $undefined ? _target : member !== "recoveryKey")
                                for (const other of kindMembers)
                                    if (other !== "recoveryKey")
                                        message[other] = null;
                            member = "recoveryKey";
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.passkey = $root.keepsake.v1.PasskeySlot.decode(reader, reader.size(), $undefined, _depth + 1, message.passkey);
                            if (member === $undefined ? _target : member !== "passkey")
                                for (const other of kindMembers)
                                    if (other !== "passkey")
                                        message[other] = null;
                            member = "passkey";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SlotInfo;
        })();

        v1.RecoveryKeySlot = (function() {

            const RecoveryKeySlot = function () {
            };
            RecoveryKeySlot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            RecoveryKeySlot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.RecoveryKeySlot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RecoveryKeySlot;
        })();

        v1.PasskeySlot = (function() {

            const PasskeySlot = function () {
                this.rpId = "";
                this.credentialId = new Uint8Array();
                this.transports = $none;
            };

            PasskeySlot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rpId != null && message.rpId !== "")
                    writer.uint32(10).string(message.rpId);
                if (message.credentialId != null && message.credentialId.length)
                    writer.uint32(18).bytes(message.credentialId);
                if (message.transports != null && message.transports.length)
                    for (let i = 0; i < message.transports.length; ++i)
                        writer.uint32(26).string(message.transports[i]);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            PasskeySlot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.PasskeySlot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rpId = value;
                            else
                                message.rpId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.credentialId = value;
                            else
                                message.credentialId = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (message.transports === $none)
                                message.transports = [];
                            message.transports.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PasskeySlot;
        })();

        v1.HeaderDetails = (function() {

            const HeaderDetails = function () {
                this.writerId = new Uint8Array();
                this.writerName = "";
                this.createdAtMs = 0;
                this.slots = $none;
                this.formerEpochs = $none;
            };

            HeaderDetails.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.writerId != null && message.writerId.length)
                    writer.uint32(10).bytes(message.writerId);
                if (message.writerName != null && message.writerName !== "")
                    writer.uint32(18).string(message.writerName);
                if (message.createdAtMs != null && (typeof message.createdAtMs === "object" ? message.createdAtMs.low || message.createdAtMs.high : message.createdAtMs !== 0))
                    writer.uint32(24).uint64(message.createdAtMs);
                if (message.slots != null && message.slots.length)
                    for (let i = 0; i < message.slots.length; ++i)
                        $root.keepsake.v1.SlotDetails.encode(message.slots[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.formerEpochs != null && message.formerEpochs.length)
                    for (let i = 0; i < message.formerEpochs.length; ++i)
                        $root.keepsake.v1.FormerEpoch.encode(message.formerEpochs[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            HeaderDetails.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.HeaderDetails();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.writerId = value;
                            else
                                message.writerId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.writerName = value;
                            else
                                message.writerName = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAtMs = value;
                            else
                                message.createdAtMs = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (message.slots === $none)
                                message.slots = [];
                            message.slots.push($root.keepsake.v1.SlotDetails.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (message.formerEpochs === $none)
                                message.formerEpochs = [];
                            message.formerEpochs.push($root.keepsake.v1.FormerEpoch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HeaderDetails;
        })();

        v1.SlotDetails = (function() {

            const SlotDetails = function () {
                this.slotId = new Uint8Array();
                this.label = "";
                this.createdAtMs = 0;
                this.confirmedAtMs = 0;
                this.backupEligibility = 0;
            };

            SlotDetails.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.slotId != null && message.slotId.length)
                    writer.uint32(10).bytes(message.slotId);
                if (message.label != null && message.label !== "")
                    writer.uint32(18).string(message.label);
                if (message.createdAtMs != null && (typeof message.createdAtMs === "object" ? message.createdAtMs.low || message.createdAtMs.high : message.createdAtMs !== 0))
                    writer.uint32(24).uint64(message.createdAtMs);
                if (message.confirmedAtMs != null && (typeof message.confirmedAtMs === "object" ? message.confirmedAtMs.low || message.confirmedAtMs.high : message.confirmedAtMs !== 0))
                    writer.uint32(32).uint64(message.confirmedAtMs);
                if (message.backupEligibility != null && message.backupEligibility !== 0)
                    writer.uint32(40).int32(message.backupEligibility);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SlotDetails.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.SlotDetails();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.slotId = value;
                            else
                                message.slotId = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.label = value;
                            else
                                message.label = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAtMs = value;
                            else
                                message.createdAtMs = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.confirmedAtMs = value;
                            else
                                message.confirmedAtMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.backupEligibility = value;
                            else
                                message.backupEligibility = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SlotDetails;
        })();

        v1.BackupEligibility = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "BACKUP_ELIGIBILITY_UNSPECIFIED"] = 0;
            values[valuesById[1] = "BACKUP_ELIGIBILITY_ELIGIBLE"] = 1;
            values[valuesById[2] = "BACKUP_ELIGIBILITY_DEVICE_BOUND"] = 2;
            return values;
        })();

        v1.FormerEpoch = (function() {

            const FormerEpoch = function () {
                this.epoch = 0;
                this.rootKey = new Uint8Array();
                this.lastSequence = 0;
                this.lastDigest = new Uint8Array();
            };

            FormerEpoch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.epoch != null && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(8).uint64(message.epoch);
                if (message.rootKey != null && message.rootKey.length)
                    writer.uint32(18).bytes(message.rootKey);
                if (message.lastSequence != null && (typeof message.lastSequence === "object" ? message.lastSequence.low || message.lastSequence.high : message.lastSequence !== 0))
                    writer.uint32(24).uint64(message.lastSequence);
                if (message.lastDigest != null && message.lastDigest.length)
                    writer.uint32(34).bytes(message.lastDigest);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            FormerEpoch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.FormerEpoch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                message.epoch = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.rootKey = value;
                            else
                                message.rootKey = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lastSequence = value;
                            else
                                message.lastSequence = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.lastDigest = value;
                            else
                                message.lastDigest = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return FormerEpoch;
        })();

        v1.Snapshot = (function() {

            const Snapshot = function () {
                this.sequence = 0;
                this.epoch = 0;
                this.minHeaderRevision = 0;
                this.writerId = new Uint8Array();
                this.writerName = "";
                this.account = "";
                this.service = "";
                this.createdAtMs = 0;
                this.producer = "";
                this.ancestors = $none;
                this.segments = $none;
                this.totals = null;
                this.requiredFeatures = $none;
            };

            Snapshot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(8).uint64(message.sequence);
                if (message.epoch != null && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(16).uint64(message.epoch);
                if (message.minHeaderRevision != null && (typeof message.minHeaderRevision === "object" ? message.minHeaderRevision.low || message.minHeaderRevision.high : message.minHeaderRevision !== 0))
                    writer.uint32(24).uint64(message.minHeaderRevision);
                if (message.writerId != null && message.writerId.length)
                    writer.uint32(34).bytes(message.writerId);
                if (message.writerName != null && message.writerName !== "")
                    writer.uint32(42).string(message.writerName);
                if (message.account != null && message.account !== "")
                    writer.uint32(50).string(message.account);
                if (message.service != null && message.service !== "")
                    writer.uint32(58).string(message.service);
                if (message.createdAtMs != null && (typeof message.createdAtMs === "object" ? message.createdAtMs.low || message.createdAtMs.high : message.createdAtMs !== 0))
                    writer.uint32(64).uint64(message.createdAtMs);
                if (message.producer != null && message.producer !== "")
                    writer.uint32(74).string(message.producer);
                if (message.ancestors != null && message.ancestors.length)
                    for (let i = 0; i < message.ancestors.length; ++i)
                        $root.keepsake.v1.Ancestor.encode(message.ancestors[i], writer.uint32(82).fork(), _depth + 1).ldelim();
                if (message.segments != null && message.segments.length)
                    for (let i = 0; i < message.segments.length; ++i)
                        $root.keepsake.v1.SegmentReference.encode(message.segments[i], writer.uint32(90).fork(), _depth + 1).ldelim();
                if (message.totals != null)
                    $root.keepsake.v1.Totals.encode(message.totals, writer.uint32(98).fork(), _depth + 1).ldelim();
                if (message.requiredFeatures != null && message.requiredFeatures.length)
                    writer.uint32(106).uint32s(message.requiredFeatures);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Snapshot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Snapshot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                message.sequence = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                message.epoch = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.minHeaderRevision = value;
                            else
                                message.minHeaderRevision = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.writerId = value;
                            else
                                message.writerId = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.writerName = value;
                            else
                                message.writerName = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.account = value;
                            else
                                message.account = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.service = value;
                            else
                                message.service = value;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAtMs = value;
                            else
                                message.createdAtMs = value;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.producer = value;
                            else
                                message.producer = value;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if (message.ancestors === $none)
                                message.ancestors = [];
                            message.ancestors.push($root.keepsake.v1.Ancestor.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (message.segments === $none)
                                message.segments = [];
                            message.segments.push($root.keepsake.v1.SegmentReference.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.totals = $root.keepsake.v1.Totals.decode(reader, reader.size(), $undefined, _depth + 1, message.totals);
                            continue;
                        }
                    case 13: {
                            if (wireType === 2) {
                                if (message.requiredFeatures === $none)
                                    message.requiredFeatures = [];
                                reader.uint32s(message.requiredFeatures);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (message.requiredFeatures === $none)
                                message.requiredFeatures = [];
                            message.requiredFeatures.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Snapshot;
        })();

        v1.Ancestor = (function() {

            const Ancestor = function () {
                this.sequence = 0;
                this.digest = new Uint8Array();
            };

            Ancestor.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(8).uint64(message.sequence);
                if (message.digest != null && message.digest.length)
                    writer.uint32(18).bytes(message.digest);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Ancestor.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Ancestor();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                message.sequence = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.digest = value;
                            else
                                message.digest = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Ancestor;
        })();

        v1.SegmentReference = (function() {

            const SegmentReference = function () {
                this.object = null;
                this.frameCount = 0;
                this.first = null;
                this.last = null;
            };

            SegmentReference.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.object != null)
                    $root.keepsake.v1.ObjectReference.encode(message.object, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.frameCount != null && message.frameCount !== 0)
                    writer.uint32(16).uint32(message.frameCount);
                if (message.first != null)
                    $root.keepsake.v1.OrderKey.encode(message.first, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.last != null)
                    $root.keepsake.v1.OrderKey.encode(message.last, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SegmentReference.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.SegmentReference();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.object = $root.keepsake.v1.ObjectReference.decode(reader, reader.size(), $undefined, _depth + 1, message.object);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.frameCount = value;
                            else
                                message.frameCount = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.first = $root.keepsake.v1.OrderKey.decode(reader, reader.size(), $undefined, _depth + 1, message.first);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.last = $root.keepsake.v1.OrderKey.decode(reader, reader.size(), $undefined, _depth + 1, message.last);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SegmentReference;
        })();

        v1.OrderKey = (function() {

            const OrderKey = function () {
                this.rank = 0;
                this.timeMs = 0;
                this.id = "";
            };

            OrderKey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rank != null && message.rank !== 0)
                    writer.uint32(8).uint32(message.rank);
                if (message.timeMs != null && (typeof message.timeMs === "object" ? message.timeMs.low || message.timeMs.high : message.timeMs !== 0))
                    writer.uint32(16).uint64(message.timeMs);
                if (message.id != null && message.id !== "")
                    writer.uint32(26).string(message.id);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            OrderKey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.OrderKey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                message.rank = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timeMs = value;
                            else
                                message.timeMs = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                message.id = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OrderKey;
        })();

        v1.Totals = (function() {

            const Totals = function () {
                this.frames = 0;
                this.chats = 0;
                this.messages = 0;
                this.attachments = 0;
                this.attachmentBytes = 0;
                this.photos = 0;
                this.videos = 0;
            };

            Totals.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.frames != null && (typeof message.frames === "object" ? message.frames.low || message.frames.high : message.frames !== 0))
                    writer.uint32(8).uint64(message.frames);
                if (message.chats != null && (typeof message.chats === "object" ? message.chats.low || message.chats.high : message.chats !== 0))
                    writer.uint32(16).uint64(message.chats);
                if (message.messages != null && (typeof message.messages === "object" ? message.messages.low || message.messages.high : message.messages !== 0))
                    writer.uint32(24).uint64(message.messages);
                if (message.attachments != null && (typeof message.attachments === "object" ? message.attachments.low || message.attachments.high : message.attachments !== 0))
                    writer.uint32(32).uint64(message.attachments);
                if (message.attachmentBytes != null && (typeof message.attachmentBytes === "object" ? message.attachmentBytes.low || message.attachmentBytes.high : message.attachmentBytes !== 0))
                    writer.uint32(40).uint64(message.attachmentBytes);
                if (message.photos != null && (typeof message.photos === "object" ? message.photos.low || message.photos.high : message.photos !== 0))
                    writer.uint32(48).uint64(message.photos);
                if (message.videos != null && (typeof message.videos === "object" ? message.videos.low || message.videos.high : message.videos !== 0))
                    writer.uint32(56).uint64(message.videos);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Totals.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Totals();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.frames = value;
                            else
                                message.frames = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.chats = value;
                            else
                                message.chats = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.messages = value;
                            else
                                message.messages = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.attachments = value;
                            else
                                message.attachments = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.attachmentBytes = value;
                            else
                                message.attachmentBytes = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.photos = value;
                            else
                                message.photos = value;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.videos = value;
                            else
                                message.videos = value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Totals;
        })();

        v1.Mark = (function() {

            const Mark = function () {
                this.number = 0;
                this.epoch = 0;
                this.writerId = new Uint8Array();
                this.createdAtMs = 0;
                this.graceMs = 0;
                this.objectIds = $none;
            };

            Mark.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.number != null && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                    writer.uint32(8).uint64(message.number);
                if (message.epoch != null && (typeof message.epoch === "object" ? message.epoch.low || message.epoch.high : message.epoch !== 0))
                    writer.uint32(16).uint64(message.epoch);
                if (message.writerId != null && message.writerId.length)
                    writer.uint32(26).bytes(message.writerId);
                if (message.createdAtMs != null && (typeof message.createdAtMs === "object" ? message.createdAtMs.low || message.createdAtMs.high : message.createdAtMs !== 0))
                    writer.uint32(32).uint64(message.createdAtMs);
                if (message.graceMs != null && (typeof message.graceMs === "object" ? message.graceMs.low || message.graceMs.high : message.graceMs !== 0))
                    writer.uint32(40).uint64(message.graceMs);
                if (message.objectIds != null && message.objectIds.length)
                    for (let i = 0; i < message.objectIds.length; ++i)
                        writer.uint32(50).bytes(message.objectIds[i]);
                if (message.$unknowns != null)
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Mark.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.keepsake.v1.Mark();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.number = value;
                            else
                                message.number = value;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.epoch = value;
                            else
                                message.epoch = value;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.writerId = value;
                            else
                                message.writerId = value;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdAtMs = value;
                            else
                                message.createdAtMs = value;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.graceMs = value;
                            else
                                message.graceMs = value;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (message.objectIds === $none)
                                message.objectIds = [];
                            message.objectIds.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Mark;
        })();

        return v1;
    })();

    return keepsake;
})();

export {
  $root as default
};
