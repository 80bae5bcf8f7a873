package attest

import (
	"crypto/ecdsa"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"shebao/kiosk/internal/backend"
)

// contentPrefix stands before the digest of policy content when it is signed: no signature of a paper is ever one of content.
const contentPrefix = "SBFAQ1 "

// SignContent signs a release of policy content by its digest. The signature is base64url; two of the same digest differ.
func (k Key) SignContent(digest string) (string, error) { return k.sign(contentPrefix + digest) }

// PublicPEM is the public half of the key (PKIX, PEM), which whoever checks its releases needs.
func (k Key) PublicPEM() ([]byte, error) {
	der, err := smx509.MarshalPKIXPublicKey(k.public())
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// Publisher is who may release policy content. It never changes and may be used by several goroutines.
type Publisher struct {
	public      *ecdsa.PublicKey
	certificate *smx509.Certificate // nil for a key alone, which holds for ever
}

// LoadPublisher reads who may release: a certificate or a public key of SM2, in PEM, or a certificate in DER. Whoever puts the file
// there vouches for it, so no chain is looked at.
func LoadPublisher(path string) (*Publisher, error) {
	raw, err := backend.Read(path, false)
	if err != nil {
		return nil, fmt.Errorf("key of releases: %w", err)
	}
	if block, _ := pem.Decode(raw); block != nil && block.Type == "PUBLIC KEY" {
		parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("key of releases: %s is damaged: %w", path, err)
		}
		return publisher(path, parsed, nil)
	}
	all, err := certificates(raw)
	if err != nil {
		return nil, fmt.Errorf("key of releases: %s holds neither a public key nor a certificate: %w", path, err)
	}
	if len(all) > 1 {
		return nil, fmt.Errorf("key of releases: %s holds %d certificates; one names who may release", path, len(all))
	}
	return publisher(path, all[0].PublicKey, all[0])
}

func publisher(path string, key any, c *smx509.Certificate) (*Publisher, error) {
	public, ok := key.(*ecdsa.PublicKey)
	if !ok || !sm2.IsSM2PublicKey(public) {
		return nil, fmt.Errorf("key of releases: %s is of no SM2 key", path)
	}
	return &Publisher{public, c}, nil
}

// ID names the key.
func (p *Publisher) ID() string { return keyID(p.public) }

// Released reports whether the signature is the publisher's for that digest.
func (p *Publisher) Released(digest, signature string) bool {
	return signed(p.public, contentPrefix+digest, signature)
}

// ErrNotThen is content that was made on a day on which the publisher's certificate was not valid.
var ErrNotThen = errors.New("the release was made on a day on which the certificate of faq.key was not valid")

// Held reports whether the publisher could release on a day, as ErrNotThen when not.
func (p *Publisher) Held(day time.Time) error {
	if p.certificate != nil && !coversDay(p.certificate, day) {
		return ErrNotThen
	}
	return nil
}
