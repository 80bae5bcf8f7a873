package attest

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/keys"
)

const (
	// keyIDLength is how much of a key's digest names it, in characters of base64url. It only finds the key, the signature proves
	// it: 36 bits take six bytes of the QR code, and a key that is not among ten thousand known ones is taken for one of them once
	// in a million times, and then called altered and not unknown.
	keyIDLength     = 6
	signatureBytes  = 64 // r and s of SM2, 32 bytes each, big-endian
	signatureLength = (signatureBytes*8 + 5) / 6
)

// coding is base64url without padding. Strict refuses two ways of writing the same bytes, but not line breaks among them.
func coding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// Key is a terminal's key for statements. It prints as nothing of itself. A Key that was neither loaded nor generated panics when
// it is used. It may be used by several goroutines.
type Key struct{ private func() *sm2.PrivateKey }

// Format hides the key from every verb of fmt.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, "key(hidden)") }

// Generate makes a new SM2 key in a file that only its owner may read (PKCS#8, PEM, not encrypted: the terminal starts alone). What
// it guarantees is what keys.Write does: no file is ever replaced, and nil means that it survives a power cut.
func Generate(path string) (Key, error) {
	private, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("key of slips: %w", err)
	}
	der, err := smx509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return Key{}, fmt.Errorf("key of slips: %w", err)
	}
	defer clear(der)
	content := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	defer clear(content)
	if err := keys.Write(path, content); err != nil {
		return Key{}, err
	}
	return keyOf(private), nil
}

// LoadKey reads a key file. A file that does not exist is fs.ErrNotExist; one that others may read, that is damaged or holds
// another kind of key is an error that says so.
func LoadKey(path string) (Key, error) {
	content, err := backend.Read(path, true)
	if err != nil {
		return Key{}, fmt.Errorf("key of slips: %w", err)
	}
	defer clear(content)
	block, _ := pem.Decode(content)
	if block == nil || block.Type != "PRIVATE KEY" {
		return Key{}, fmt.Errorf("key of slips: %s holds no private key (PKCS#8 in PEM)", path)
	}
	defer clear(block.Bytes)
	parsed, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil { // what the parser says could hold bytes of the key
		return Key{}, fmt.Errorf("key of slips: %s is damaged", path)
	}
	private, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return Key{}, fmt.Errorf("key of slips: the key in %s is none of SM2", path)
	}
	return keyOf(private), nil
}

func keyOf(private *sm2.PrivateKey) Key { return Key{func() *sm2.PrivateKey { return private }} }

// ID names the key: six characters of base64url. It stands in every statement, and in nothing that is secret.
func (k Key) ID() string { return keyID(k.public()) }

func (k Key) public() *ecdsa.PublicKey { return &k.private().PublicKey }

// Request is a request (PKCS#10, PEM, signed by SM2 with SM3) that an agency certifies this key for this terminal. It may be made
// as often as one likes: it is of the same key each time.
func (k Key) Request(terminal string) ([]byte, error) {
	if !terminalName(terminal) {
		return nil, errTerminal
	}
	der, err := smx509.CreateCertificateRequest(rand.Reader, &smx509.CertificateRequest{
		Subject: pkix.Name{CommonName: terminal}, SignatureAlgorithm: smx509.SM2WithSM3}, k.private())
	if err != nil {
		return nil, fmt.Errorf("signing request: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}), nil
}

// sign signs by SM2 with SM3 and the usual identity 1234567812345678 (GB/T 32918.2, GM/T 0009).
func (k Key) sign(text string) (string, error) {
	der, err := k.private().Sign(rand.Reader, []byte(text), sm2.DefaultSM2SignerOpts)
	if err != nil {
		return "", fmt.Errorf("signature: %w", err)
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &pair); err != nil {
		return "", fmt.Errorf("signature: %w", err)
	}
	var raw [signatureBytes]byte
	pair.R.FillBytes(raw[:32])
	pair.S.FillBytes(raw[32:])
	return coding().EncodeToString(raw[:]), nil
}

// signed reports whether the signature, in base64url, is the key's for the text.
func signed(by *ecdsa.PublicKey, text, signature string) bool {
	if len(signature) != signatureLength {
		return false
	}
	raw, err := coding().DecodeString(signature)
	if err != nil || len(raw) != signatureBytes {
		return false
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])})
	if err != nil {
		return false
	}
	return sm2.VerifyASN1WithSM2(by, nil, []byte(text), der)
}

func keyID(public *ecdsa.PublicKey) string {
	var point [64]byte
	public.X.FillBytes(point[:32])
	public.Y.FillBytes(point[32:])
	digest := sha256.Sum256(point[:])
	return coding().EncodeToString(digest[:])[:keyIDLength]
}

var errTerminal = errors.New("the terminal's id has 1 to 32 letters, digits or hyphens")

// terminalName reports whether an id can stand in statements and certificates; it is what a configuration takes.
func terminalName(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return true
}
