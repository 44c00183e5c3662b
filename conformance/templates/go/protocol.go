package main

// The loop between the runner and the operations. It is complete: nothing here has to be changed.
// See protocol.md of the Keepsake conformance suite.

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
)

// Values are the members of arguments and answers. Bytes are []byte, numbers are json.Number in arguments.
type Values map[string]any

// Operation does what is asked, or returns an error: Reject, Unsupported, or any other, which is a fault.
type Operation func(args Values) (Values, error)

// Reject is what an operation returns when the implementation refuses, with a code of spec/11-errors.md.
type Reject struct {
	Code    string
	Details Values
}

func (r Reject) Error() string { return r.Code }

// Unsupported is what an operation returns when it cannot do what is asked.
type Unsupported struct{ Reason string }

func (u Unsupported) Error() string { return u.Reason }

// Answers with bytes above this go into a file, if the runner gave a folder for them.
const long = 262_144

type request struct {
	ID   string          `json:"id"`
	Op   string          `json:"op"`
	Args json.RawMessage `json:"args"`
}

type session struct {
	directory string
	files     int
}

// serve answers requests until standard input ends.
func serve(implementation Values, operations map[string]Operation) {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	state := &session{}
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			answer, failed := json.Marshal(state.answer(line, implementation, operations))
			if failed != nil {
				fmt.Fprintln(os.Stderr, failed)
				os.Exit(1)
			}
			out.Write(append(answer, '\n'))
			out.Flush()
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func (s *session) answer(line []byte, implementation Values, operations map[string]Operation) Values {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		fmt.Fprintln(os.Stderr, "not a request:", err)
		os.Exit(1)
	}
	kind, value := s.run(asked, implementation, operations)
	return Values{"id": asked.ID, kind: value}
}

func (s *session) run(asked request, implementation Values, operations map[string]Operation) (kind string, value any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			kind, value = "fault", Values{"message": fmt.Sprint(panicked), "trace": string(debug.Stack())}
		}
	}()
	args, err := s.decodeArgs(asked.Args)
	if err != nil {
		return "fault", Values{"message": err.Error()}
	}
	if asked.Op == "hello" {
		s.directory, _ = args["directory"].(string)
		return "ok", greeting(implementation, operations)
	}
	operation := operations[asked.Op]
	if operation == nil {
		return "unsupported", Values{"reason": asked.Op + " is not written yet"}
	}
	done, err := operation(args)
	var reject Reject
	var unsupported Unsupported
	switch {
	case err == nil:
		return "ok", s.encode(done)
	case errors.As(err, &reject):
		answer := Values{"code": reject.Code}
		for name, detail := range reject.Details {
			answer[name] = detail
		}
		return "reject", s.encode(answer)
	case errors.As(err, &unsupported):
		return "unsupported", Values{"reason": unsupported.Reason}
	default:
		return "fault", Values{"message": err.Error()}
	}
}

func greeting(implementation Values, operations map[string]Operation) Values {
	known := []string{"hello"}
	for name, operation := range operations {
		if operation != nil {
			known = append(known, name)
		}
	}
	answer := Values{"operations": known}
	for name, value := range implementation {
		answer[name] = value
	}
	return answer
}

func (s *session) decodeArgs(text json.RawMessage) (Values, error) {
	args := Values{}
	if len(text) == 0 {
		return args, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	// Numbers stay text: a float64 is not exact.
	decoder.UseNumber()
	var members map[string]any
	if err := decoder.Decode(&members); err != nil {
		return nil, err
	}
	for name, member := range members {
		decoded, err := decode(member)
		if err != nil {
			return nil, err
		}
		args[name] = decoded
	}
	return args, nil
}

// decode turns {"b64"} and {"file"} into []byte, at any depth.
func decode(value any) (any, error) {
	switch value := value.(type) {
	case []any:
		for index, item := range value {
			decoded, err := decode(item)
			if err != nil {
				return nil, err
			}
			value[index] = decoded
		}
		return value, nil
	case map[string]any:
		if text, ok := value["b64"].(string); ok {
			return base64.StdEncoding.DecodeString(text)
		}
		if path, ok := value["file"].(string); ok {
			return os.ReadFile(path)
		}
		for name, member := range value {
			decoded, err := decode(member)
			if err != nil {
				return nil, err
			}
			value[name] = decoded
		}
		return value, nil
	default:
		return value, nil
	}
}

// encode turns []byte into {"b64"} or {"file"}, at any depth. Lists are []any.
func (s *session) encode(value any) any {
	switch value := value.(type) {
	case []byte:
		if len(value) <= long || s.directory == "" {
			return Values{"b64": base64.StdEncoding.EncodeToString(value)}
		}
		s.files++
		path := filepath.Join(s.directory, strconv.Itoa(s.files))
		if err := os.WriteFile(path, value, 0o600); err != nil {
			panic(err)
		}
		sum := sha256.Sum256(value)
		return Values{"file": path, "length": len(value), "sha256": hex.EncodeToString(sum[:])}
	case []any:
		items := make([]any, len(value))
		for index, item := range value {
			items[index] = s.encode(item)
		}
		return items
	case Values:
		members := Values{}
		for name, member := range value {
			members[name] = s.encode(member)
		}
		return members
	default:
		return value
	}
}
